// The shopper's one chat, as far as the widget shows it: folded from the JSON frames that the shared Line receives.
// A smaller sibling of the signed-in pages' Store, which would take more than the widget's whole budget.
import type { SessionListener } from "../client/connection";
import type { CommandBody } from "../client/frames";
import type { Line } from "../client/line";
import { GAP_WAIT_MS, HISTORY_MAX, TYPING_EVERY_MS, TYPING_SHOWN_MS } from "../client/limits";
import type { StoredValue } from "../client/memory";
import type { Outcome } from "../client/outbox";
import type { Entry, Opening, Pending, Topic, View } from "./shapes";

export type { Entry, Opening, Pending, Topic, View } from "./shapes";

/** The error's name (or its number, when the line gave it); empty = done. */
type Failure = string;

interface AnswerJson {
  conversation?: string;
  entry?: number;
  atMs?: string;
}

/** What stays in the browser: texts by field or chat, and messages without an answer. */
interface Kept {
  texts: Record<string, string>;
  pending: Pending[];
}

/** Answers to going on with a chat after which only a new one helps. */
const reopenOver = /^(WRONG_STATE|NOT_FOUND|QUEUE_\w+)$/;

function read(raw: unknown): [Failure, AnswerJson] {
  const answer = raw as AnswerJson & { error?: string | number };
  return [answer.error && answer.error !== "OK" ? String(answer.error) : "", answer];
}

export class Chat implements SessionListener {
  view: View | undefined;
  entries: Entry[] = [];
  pending: Pending[] = [];
  typing = false;
  shopName = "";
  topics: Topic[] = [];
  /** Spoken and counted: entries that are new to the world. */
  onArrival: (entry: Entry) => void = () => undefined;

  private readonly subscribers = new Set<() => void>();
  private readonly early = new Map<string, Entry[]>();
  private kept: Kept = { texts: {}, pending: [] };
  private readTo = 0;
  private clockAheadMs = 0; // the pool's, of this browser's
  private typingTold = 0;
  private typingTimer = 0;
  private gapTimer = 0;
  private nextKey = 1;

  constructor(
    readonly line: Line,
    private readonly stored: StoredValue,
  ) {
    try {
      this.kept = { ...this.kept, ...JSON.parse(stored.get()) };
    } catch {
      // Nothing kept, or not by us.
    }
    line.listener = this;
  }

  subscribe = (subscriber: () => void) => {
    this.subscribers.add(subscriber);
    return () => void this.subscribers.delete(subscriber);
  };

  get open(): boolean {
    return this.view?.state === "WAITING" || this.view?.state === "ACTIVE";
  }
  get unread(): number {
    const read = Math.max(this.readTo, this.view?.ownRead ?? 0);
    return this.entries.filter((one) => one.n > read && one.kind === "MESSAGE" && one.author !== "SHOPPER").length;
  }
  /** It has ended, and the shopper can still go on with it: her next message does. */
  get reopenable(): boolean {
    return !this.open && Number(this.view?.reopenUntilMs ?? 0) > Date.now() + this.clockAheadMs;
  }
  get missingBelow(): number {
    const lowest = this.entries[0]?.n ?? 0;
    return lowest > 1 ? lowest : 0;
  }

  // ---- texts that are not lost --------------------------------------------------------------------------------------

  text(name: string): string {
    return this.kept.texts[name] ?? "";
  }
  keepText(name: string, text: string): void {
    if (text) this.kept.texts[name] = text;
    else delete this.kept.texts[name];
    this.save();
  }
  private save(): void {
    this.stored.set(JSON.stringify({ ...this.kept, pending: this.pending }));
  }

  // ---- what shoppers do ---------------------------------------------------------------------------------------------

  /** Returns an error only when an ended chat can no longer be gone on with: its text waits for the next one. */
  async send(text: string): Promise<Failure> {
    const message: Pending = { key: this.nextKey++, text, error: "", after: this.entries.at(-1)?.n ?? 0 };
    this.setPending([...this.pending, message]);
    const { id } = this.view!;
    const name = this.open ? "send" : "reopen";
    const [error, answer] = await this.ask({ case: name, value: { conversation: BigInt(id), text } } as CommandBody);
    if (!error) this.own(id, answer, text);
    if (name === "reopen" && reopenOver.test(error)) {
      this.discard(message);
      this.saveForNext([message]);
      return error;
    }
    const done = !error || error === "10"; // carried out earlier, the answer is no longer kept
    this.setPending(this.pending.flatMap((one) => (one.key !== message.key ? [one] : done ? [] : [{ ...one, error }])));
    return "";
  }

  again(message: Pending): void {
    this.discard(message);
    void this.send(message.text);
  }
  discard(message: Pending): void {
    this.setPending(this.pending.filter((one) => one.key !== message.key));
  }

  async start(open: Opening): Promise<Failure> {
    return this.opened(open, await this.ask({ case: "open", value: open }));
  }
  async leave(contact: string, open?: Opening): Promise<Failure> {
    if (open) return this.opened(open, await this.ask({ case: "leaveMessage", value: { open, contact } }));
    return (await this.ask({ case: "leaveMessage", value: { conversation: this.id, contact } }))[0];
  }
  async end(): Promise<Failure> {
    return (await this.ask({ case: "close", value: { conversation: this.id } }))[0];
  }
  async rate(stars: number, comment: string): Promise<Failure> {
    return (await this.ask({ case: "rate", value: { conversation: this.id, stars, comment } }))[0];
  }
  older(before = this.missingBelow, count = HISTORY_MAX): void {
    void this.ask({ case: "history", value: { conversation: this.id, before, count } });
  }
  tellTyping(): void {
    if (this.view?.state !== "ACTIVE" || Date.now() - this.typingTold < TYPING_EVERY_MS) return;
    this.typingTold = Date.now();
    this.line.notify({ case: "typing", value: { conversation: this.id } });
  }
  /** All that is here is on the screen. */
  read(): void {
    if (this.unread === 0) return;
    this.readTo = this.entries.at(-1)!.n;
    void this.ask({ case: "read", value: { conversation: this.id, entry: this.readTo } });
    this.changed();
  }

  // ---- what the line tells ------------------------------------------------------------------------------------------

  positions() {
    const position = (this.hole() ?? this.entries.at(-1))?.n ?? 0;
    return position ? [{ $typeName: "yunke.v1.Position" as const, conversation: this.id, entry: position }] : [];
  }

  onAttached(raw: unknown, how: { epochChanged: boolean; sameSession: boolean }): void {
    const attached = raw as { nowMs?: string; conversations?: View[]; queues?: (Topic & { shopName?: string })[] };
    this.early.clear();
    this.clockAheadMs = Number(attached.nowMs ?? 0) - Date.now();
    const queues = attached.queues ?? [];
    if (queues.length > 0) {
      this.topics = queues;
      this.shopName = queues[0]!.shopName ?? "";
    }
    const view = attached.conversations?.[0];
    if (view?.id !== this.view?.id || how.epochChanged) this.entries = [];
    this.view = view;
    if (!how.sameSession) {
      const lost = this.pending.length > 0 ? this.pending : this.kept.pending;
      this.setPending(view ? lost.map((one) => ({ ...one, key: this.nextKey++, error: one.error || "unknown" })) : []);
      if (!view) this.saveForNext(lost);
    }
    this.changed();
  }

  /** Lost by the pool and sent again: it stands at another place now, or can no longer be said. */
  onAnsweredAgain(body: CommandBody, raw: unknown): void {
    if (body.case !== "send" && body.case !== "open" && body.case !== "reopen") return;
    const [error, answer] = read(raw);
    const text = body.value.text ?? "";
    if (!error) this.own(answer.conversation ?? this.view!.id, answer, text);
    else if (error !== "ALREADY_APPLIED") this.setPending([...this.pending, { key: this.nextKey++, text, error, after: 0 }]);
  }

  onFrame(frame: { body: { case: string | undefined; value?: unknown } }): void {
    const value = frame.body.value as any;
    switch (frame.body.case) {
      case "conversation": return this.onView(value);
      case "entries": return this.onEntries(value.conversation, value.entries ?? [], value.history ?? false);
      case "typing":
        clearTimeout(this.typingTimer);
        this.typingTimer = setTimeout(() => this.setTyping(false), TYPING_SHOWN_MS) as unknown as number;
        return this.setTyping(true);
      case "conversationGone":
        if (value.conversation === this.view?.id) this.view = undefined;
        this.changed();
    }
  }

  onConnection(): void {
    this.changed();
  }

  /** What she asked, for asking again. */
  takeQuestion(): void {
    this.saveForNext(this.entries.filter((one) => one.kind === "MESSAGE" && one.author === "SHOPPER"));
  }

  /** The chat is no more; what was written for it is there for the next one. */
  private saveForNext(lost: { text?: string }[]): void {
    const texts = [this.text("new"), ...lost.map((one) => one.text), this.text("message")];
    this.keepText("new", texts.filter((text) => text).join("\n"));
    this.keepText("message", "");
  }

  private onView(view: View): void {
    const fresh = view.id !== this.view?.id;
    this.view = view;
    if (fresh) {
      this.entries = [];
      this.readTo = 0;
      this.onEntries(view.id, this.early.get(view.id) ?? [], true);
      this.early.clear();
    }
    this.changed();
  }

  /** Each number once, in order, however they come. Entries may come before the chat that they belong to. */
  private onEntries(id: string, entries: Entry[], history: boolean): void {
    if (id !== this.view?.id) return void this.early.set(id, [...(this.early.get(id) ?? []), ...entries]);
    const top = this.entries.at(-1)?.n ?? 0;
    const added = entries.filter((entry) => !this.entries.some((one) => one.n === entry.n));
    this.entries = [...this.entries, ...added].sort((a, b) => a.n - b.n);
    for (const entry of added) {
      const at = this.pending.findIndex((one) => (
        entry.author === "SHOPPER" && one.text === entry.text && entry.n > one.after && (!one.error || one.error === "unknown")
      ));
      if (at >= 0) this.setPending(this.pending.filter((_, index) => index !== at));
      if (entry.kind === "MESSAGE" && entry.author !== "SHOPPER") this.typing = false;
      if (entry.n > top && !history && entry.author !== "SHOPPER") this.onArrival(entry);
    }
    clearTimeout(this.gapTimer);
    if (this.hole()) this.gapTimer = setTimeout(() => this.fillHole(), GAP_WAIT_MS) as unknown as number;
    this.changed();
  }

  /** The last entry before the lowest hole between entries that are here. */
  private hole(): Entry | undefined {
    return this.entries.find((one, index) => {
      const next = this.entries[index + 1];
      return next && next.n > one.n + 1;
    });
  }
  private fillHole(): void {
    const before = this.hole();
    const after = before && this.entries.find((one) => one.n > before.n);
    if (after) this.older(after.n, Math.min(after.n - before.n - 1, HISTORY_MAX));
  }

  // ---- plumbing -----------------------------------------------------------------------------------------------------

  private get id(): bigint {
    return BigInt(this.view?.id ?? 0);
  }

  private async ask(body: CommandBody): Promise<[Failure, AnswerJson]> {
    const outcome: Outcome = await this.line.command(body);
    if (outcome.kind !== "answered") return [outcome.kind === "unknown" ? "unknown" : outcome.reason, {}];
    return read(outcome.answer);
  }

  private opened(open: Opening, [error, answer]: Awaited<ReturnType<Chat["ask"]>>): Failure {
    if (!error && answer.conversation) this.own(answer.conversation, answer, open.text);
    return error;
  }

  /** The author of an entry learns its number by the answer alone. */
  private own(id: string, answer: AnswerJson, text: string): void {
    if (!answer.entry) return;
    this.onEntries(id, [{ n: answer.entry, atMs: answer.atMs ?? "0", kind: "MESSAGE", author: "SHOPPER", text }], true);
  }

  private setPending(pending: Pending[]): void {
    this.pending = pending;
    this.save();
    this.changed();
  }
  private setTyping(typing: boolean): void {
    this.typing = typing;
    this.changed();
  }
  private changed(): void {
    for (const subscriber of [...this.subscribers]) subscriber();
  }
}
