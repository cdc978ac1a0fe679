// The conversations of one client: the server's view of each, its entries, own messages on their way, typing. Store
// owns one and hands it what comes in; every change makes new immutable Conversation objects.
import {
  ErrorCode, EntryKind, Role, type Answer, type ConversationView, type Entries, type Position,
} from "../gen/yunke/v1/client_pb";
import { EARLY_MAX, GAP_WAIT_MS, HISTORY_MAX, READ_EVERY_MS, TYPING_EVERY_MS, TYPING_SHOWN_MS } from "./limits";
import type { DraftBox, UnsentText } from "./memory";
import {
  entryFrom, viewFrom,
  type Conversation, type ConversationId, type Entry, type PendingMessage, type StoreEvent,
} from "./model";
import { Transcript } from "./transcript";

export interface Surroundings {
  drafts: DraftBox;
  now: () => number;
  setTimer: (run: () => void, ms: number) => unknown;
  clearTimer: (timer: unknown) => void;
  own: () => { role: Role; name: string };
  changed: () => void;
  tell: (event: StoreEvent) => void;
  askHistory: (id: ConversationId, before: number, count: number) => void;
  sendRead: (id: ConversationId, entry: number) => void;
}

interface Held {
  conversation: Conversation;
  transcript: Transcript;
  topAtLoss: number; // highest entry before the line was lost, to count what was missed
  topAtCome: number; // highest entry that existed when it came here; what colleagues wrote up to there is no news
  typingTimer: unknown;
  gapTimer: unknown;
  readTimer: unknown;
  readWanted: number;
  typingSentAt: number;
}

export class Conversations {
  private readonly held = new Map<ConversationId, Held>();
  private readonly early = new Map<ConversationId, Entries[]>(); // entries that came before their conversation
  private nextKey = 1;

  constructor(private readonly around: Surroundings) {}

  list(): readonly Conversation[] {
    return [...this.held.values()].map((held) => held.conversation);
  }

  get(id: ConversationId): Conversation | undefined {
    return this.held.get(id)?.conversation;
  }

  /** Up to where each transcript is held; newest conversations first, since a Hello takes only so many. */
  positions(): Position[] {
    const known = [...this.held.values()].filter((held) => held.transcript.position > 0).reverse();
    return known.map((held) => ({
      $typeName: "yunke.v1.Position", conversation: BigInt(held.conversation.id), entry: held.transcript.position,
    }));
  }

  // ---- what comes in ------------------------------------------------------------------------------------------------

  /** A connection begins with these views; missing entries follow. */
  attached(views: readonly ConversationView[], epochChanged: boolean, sameSession: boolean): void {
    this.early.clear();
    for (const held of this.held.values()) {
      held.topAtLoss = epochChanged ? 0 : held.transcript.top;
      if (epochChanged) held.transcript = new Transcript();
    }
    const alive = new Set(views.map((view) => String(view.id)));
    for (const id of [...this.held.keys()]) {
      if (!alive.has(id)) this.drop(id);
    }
    for (const view of views) this.view(view, !sameSession);
    if (!sameSession) this.restoreUnsent();
  }

  /** `restored`: it was there before this page was; nothing new to tell of. */
  view(view: ConversationView, restored = false): void {
    const id = String(view.id);
    const held = this.held.get(id);
    if (held) {
      const before = held.conversation;
      this.change(id, viewFrom(view));
      return this.around.tell({ type: "conversation-changed", before, conversation: held.conversation });
    }
    const conversation: Conversation = {
      ...viewFrom(view), entries: [], missingBelow: 0, loadingOlder: false, pending: [], typing: false, unread: 0,
    };
    this.held.set(id, {
      conversation, transcript: new Transcript(), topAtLoss: Infinity, topAtCome: restored ? 0 : view.entries,
      typingTimer: undefined, gapTimer: undefined, readTimer: undefined, readWanted: 0, typingSentAt: -Infinity,
    });
    this.around.changed();
    if (!restored) this.around.tell({ type: "conversation-new", conversation });
    const early = this.early.get(id) ?? [];
    this.early.delete(id);
    for (const entries of early) this.entries(entries);
  }

  entries(message: Entries): void {
    const id = String(message.conversation);
    const held = this.held.get(id);
    if (!held) {
      if (this.early.has(id) || this.early.size < EARLY_MAX) {
        this.early.set(id, [...(this.early.get(id) ?? []), message].slice(-EARLY_MAX));
      }
      return;
    }
    const { top } = held.transcript;
    const added = held.transcript.add(message.entries.map(entryFrom));
    if (added.length === 0) return;
    let { pending, typing } = held.conversation;
    for (const entry of added) {
      if (this.isPeers(entry)) typing = false;
      else if (this.isOwn(entry)) pending = withoutFirst(pending, (one) => one.state === "sending" && isSame(one, entry));
    }
    this.change(id, { pending, typing });
    this.matchUnsent(id, added);
    const isNews = (entry: Entry) => entry.kind !== EntryKind.ENTRY_KIND_UNSPECIFIED && !this.isOwn(entry);
    const news = message.history ? [] : added.filter((entry) => entry.n > top && isNews(entry));
    for (const entry of news) this.around.tell({ type: "entry", conversation: held.conversation, entry });
    const missed = message.history ? added.filter((entry) => entry.n > held.topAtLoss && isNews(entry)).length : 0;
    if (missed > 0) this.around.tell({ type: "missed", conversation: held.conversation, count: missed });
    this.watchGap(id, held);
  }

  /** Agents and supervisors are told of the shopper's typing; what a colleague types is no sign of hers. */
  peerTyping(id: ConversationId, who: Role): void {
    const held = this.held.get(id);
    if (!held || (this.around.own().role !== Role.SHOPPER && who !== Role.SHOPPER)) return;
    this.around.clearTimer(held.typingTimer);
    held.typingTimer = this.around.setTimer(() => this.change(id, { typing: false }), TYPING_SHOWN_MS);
    this.change(id, { typing: true });
  }

  drop(id: ConversationId): void {
    this.early.delete(id);
    const held = this.held.get(id);
    if (!held) return;
    for (const timer of [held.typingTimer, held.gapTimer, held.readTimer]) this.around.clearTimer(timer);
    this.held.delete(id);
    this.around.changed();
    this.around.tell({ type: "conversation-gone", conversation: held.conversation });
  }

  clear(): void {
    for (const id of [...this.held.keys()]) this.drop(id);
  }

  // ---- what this side does ------------------------------------------------------------------------------------------

  /** Whether a typing notice should go out now. */
  mayTellTyping(id: ConversationId): boolean {
    const held = this.held.get(id);
    if (!held || this.around.now() - held.typingSentAt < TYPING_EVERY_MS) return false;
    held.typingSentAt = this.around.now();
    return true;
  }

  read(id: ConversationId, n: number): void {
    const held = this.held.get(id);
    if (!held) return;
    const entry = n || held.transcript.top;
    if (entry <= Math.max(held.readWanted, held.conversation.ownRead)) return;
    held.readWanted = entry;
    this.change(id, {});
    if (held.readTimer !== undefined) return;
    held.readTimer = this.around.setTimer(() => {
      held.readTimer = undefined;
      this.around.sendRead(id, held.readWanted);
    }, READ_EVERY_MS);
  }

  loadingOlder(id: ConversationId, loadingOlder: boolean): void {
    this.change(id, { loadingOlder });
  }

  addPending(id: ConversationId, text: string, whisper = false): PendingMessage | undefined {
    const held = this.held.get(id);
    if (!held) return undefined;
    const message: PendingMessage = { key: `p${this.nextKey++}`, text, whisper, state: "sending", error: undefined };
    this.change(id, { pending: [...held.conversation.pending, message] });
    return message;
  }

  takeFailed(id: ConversationId, key: string): PendingMessage | undefined {
    const pending = this.held.get(id)?.conversation.pending ?? [];
    const message = pending.find((one) => one.key === key && one.state === "failed");
    if (message) this.change(id, { pending: pending.filter((one) => one !== message) });
    return message;
  }

  /** The author of an entry learns its number by the answer alone; what that tells is enough to show it in its place. */
  taken(id: ConversationId, message: PendingMessage, answer: Answer): void {
    const held = this.held.get(id);
    if (!held) return;
    const { role, name } = this.around.own();
    if (answer.entry > 0) {
      held.transcript.add([{
        n: answer.entry, atMs: Number(answer.atMs), author: role,
        kind: message.whisper ? EntryKind.WHISPERED : EntryKind.MESSAGE,
        name: (role === Role.SHOPPER ? held.conversation.shopperName : name) || name,
        text: message.text, language: held.conversation.language, endReason: 0,
      }]);
    }
    this.change(id, { pending: held.conversation.pending.filter((one) => one.key !== message.key) });
    this.watchGap(id, held);
  }

  failed(id: ConversationId, key: string, error: PendingMessage["error"]): void {
    const held = this.held.get(id);
    if (!held) return;
    // Carried out in an earlier connection whose answer was lost: its entry is in the transcript, or comes with it.
    const done = error === ErrorCode.ALREADY_APPLIED;
    const pending = held.conversation.pending.flatMap((one): PendingMessage[] => {
      if (one.key !== key) return [one];
      return done ? [] : [{ ...one, state: "failed", error }];
    });
    this.change(id, { pending });
    const message = pending.find((one) => one.key === key);
    if (message) this.around.tell({ type: "message-failed", conversation: id, message });
  }

  /** The message with which this side has just opened a conversation, or gone on with it. */
  ownEntry(answer: Answer, opening: { name: string; text: string; language: string }, id: ConversationId): void {
    const { name, text, language } = opening;
    this.entries({
      $typeName: "yunke.v1.Entries", conversation: BigInt(id), history: true, missingBelow: 0,
      entries: [{
        $typeName: "yunke.v1.Entry", n: answer.entry, atMs: answer.atMs, kind: EntryKind.MESSAGE, author: Role.SHOPPER,
        name, text, language, endReason: 0,
      }],
    });
  }

  // ---- texts that outlive the page ----------------------------------------------------------------------------------

  /** After a reload: texts that had no answer come back as failed, until the transcript shows that they arrived. */
  private restoreUnsent(): void {
    const kept = this.around.drafts.unsent;
    for (const [id, held] of this.held) {
      const { pending: shown } = held.conversation;
      const isShown = (one: UnsentText) => shown.some((other) => other.text === one.text && other.whisper === !!one.whisper);
      const back = kept.filter((one) => one.conversation === id && !isShown(one));
      if (back.length === 0) continue;
      const pending = back.map((one): PendingMessage => (
        { key: `p${this.nextKey++}`, text: one.text, whisper: !!one.whisper, state: "failed", error: "unknown" }
      ));
      this.change(id, { pending: [...shown, ...pending] });
    }
  }

  private matchUnsent(id: ConversationId, added: readonly Entry[]): void {
    const held = this.held.get(id)!;
    const kept = this.around.drafts.unsent.filter((one) => one.conversation === id);
    let { pending } = held.conversation;
    for (const entry of added.filter((one) => this.isOwn(one))) {
      if (!kept.some((one) => one.text === entry.text && entry.n > one.after)) continue;
      pending = withoutFirst(pending, (one) => one.error === "unknown" && isSame(one, entry));
    }
    if (pending !== held.conversation.pending) this.change(id, { pending });
  }

  private saveUnsent(): void {
    const { drafts } = this.around;
    const unsent = [...this.held.values()].flatMap((held) => held.conversation.pending.map((one) => {
      const { id } = held.conversation;
      const known = drafts.unsent.find((kept) => kept.conversation === id && kept.text === one.text);
      const kept: UnsentText = { conversation: id, text: one.text, after: known?.after ?? held.transcript.top };
      return one.whisper ? { ...kept, whisper: true } : kept;
    }));
    const elsewhere = drafts.unsent.filter((one) => !this.held.has(one.conversation));
    if (unsent.length > 0 || drafts.unsent.length > 0) drafts.setUnsent([...elsewhere, ...unsent]);
  }

  // ---- plumbing -----------------------------------------------------------------------------------------------------

  /** Written by this very person. Agents and supervisors may be several in one conversation, so their names count. */
  private isOwn(entry: Entry): boolean {
    const { role, name } = this.around.own();
    if (!isWritten(entry) || entry.author !== role) return false;
    return role === Role.SHOPPER || entry.name === name;
  }

  /** Written by whoever sits on the other side: the shopper for all who serve her, they for her. */
  private isPeers(entry: Entry): boolean {
    const isShopper = this.around.own().role === Role.SHOPPER;
    return entry.kind === EntryKind.MESSAGE && (entry.author === Role.SHOPPER) !== isShopper;
  }

  private isUnread(entry: Entry, { topAtCome, readWanted, conversation }: Held): boolean {
    if (!isWritten(entry) || entry.n <= Math.max(conversation.ownRead, readWanted) || this.isOwn(entry)) return false;
    return this.isPeers(entry) || entry.n > topAtCome;
  }

  /** A hole is left alone while pages of a resume may still come, then asked for. */
  private watchGap(id: ConversationId, held: Held): void {
    this.around.clearTimer(held.gapTimer);
    held.gapTimer = undefined;
    if (!held.transcript.hole()) return;
    held.gapTimer = this.around.setTimer(() => {
      const hole = held.transcript.hole();
      if (!hole || this.held.get(id) !== held) return;
      this.around.askHistory(id, hole.to, Math.min(hole.to - hole.from, HISTORY_MAX));
    }, GAP_WAIT_MS);
  }

  private change(id: ConversationId, fields: Partial<Conversation>): void {
    const held = this.held.get(id);
    if (!held) return;
    const next = { ...held.conversation, ...fields };
    const { entries, missingBelow, top } = held.transcript;
    const pendingChanged = next.pending !== held.conversation.pending;
    const unread = entries.filter((entry) => this.isUnread(entry, { ...held, conversation: next })).length;
    held.conversation = { ...next, entries, missingBelow, unread, entryCount: Math.max(next.entryCount, top) };
    if (pendingChanged) this.saveUnsent();
    this.around.changed();
  }
}

function withoutFirst<T>(list: readonly T[], matches: (item: T) => boolean): readonly T[] {
  const at = list.findIndex(matches);
  return at < 0 ? list : list.toSpliced(at, 1);
}

/** By a person, for the shopper or for colleagues; what was only for others has a number and nothing else. */
function isWritten(entry: Entry): boolean {
  return entry.kind === EntryKind.MESSAGE || entry.kind === EntryKind.WHISPERED;
}

function isSame(message: PendingMessage, entry: Entry): boolean {
  return message.text === entry.text && message.whisper === (entry.kind === EntryKind.WHISPERED);
}
