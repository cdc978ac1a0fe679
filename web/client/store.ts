// What a page shows, folded from everything that the session receives, as one immutable snapshot:
//   const snapshot = useSyncExternalStore(store.subscribe, store.getSnapshot);
// together with the actions that pages offer. Created once per page with a Session that it takes over.
import {
  ConversationState, ErrorCode, Role, type Answer, type Attached, type ServerFrame,
} from "../gen/yunke/v1/client_pb";
import { Commands, type Case, type Result } from "./commands";
import { Conversations } from "./conversations";
import type { CommandBody, ValueOf } from "./frames";
import { AGENTS_PAGE, HISTORY_MAX } from "./limits";
import { DraftBox, StoredValue, pageStorage } from "./memory";
import {
  agentPageFrom, boardFrom, chatsFrom, choicesFrom, noticeFrom, offerFrom, queueFrom, selfFrom,
  type Conversation, type ConversationId, type Notice, type OfferEnd, type Snapshot, type StoreEvent,
} from "./model";
import { Noticeboard } from "./noticeboard";
import type { Line } from "./line";
import type { Outcome } from "./outbox";

export interface StoreOptions {
  session: Line;
  /** Unsent texts; without it drafts last as long as the page. */
  drafts?: DraftBox;
  /** Which of the supervisors' words were told and noted; without it as long as the page. */
  notices?: StoredValue;
  now?: () => number;
  setTimer?: (run: () => void, ms: number) => unknown;
  clearTimer?: (timer: unknown) => void;
}

type OpenFields = { topic: string; name: string; language: string; text: string };
const nothing: Snapshot = {
  connection: { phase: "idle" }, sending: { out: 0, queued: 0 }, busy: false, attached: false,
  role: Role.ROLE_UNSPECIFIED, name: "", self: undefined, offers: [], conversations: [], queues: [], board: undefined,
  chats: undefined, agents: undefined, choices: undefined, notices: [], serverOffsetMs: 0,
};
const notFound: Result = { ok: false, error: ErrorCode.NOT_FOUND, answer: undefined };

export class Store extends Commands {
  readonly session: Line;
  readonly drafts: DraftBox;

  private readonly now: () => number;
  private readonly conversations: Conversations;
  private snapshot: Snapshot = nothing;
  private readonly subscribers = new Set<() => void>();
  private readonly watchers = new Set<(event: StoreEvent) => void>();
  private watching = false;
  private readonly noticeboard: Noticeboard;
  private agentsAsked = { after: 0, atWork: true };

  constructor(options: StoreOptions) {
    super();
    this.session = options.session;
    this.now = options.now ?? Date.now;
    this.drafts = options.drafts ?? new DraftBox(pageStorage(), "page");
    this.noticeboard = new Noticeboard(options.notices ?? new StoredValue(pageStorage(), "notices"));
    this.conversations = new Conversations({
      drafts: this.drafts,
      now: this.now,
      setTimer: options.setTimer ?? ((run, ms) => setTimeout(run, ms)),
      clearTimer: options.clearTimer ?? ((timer) => clearTimeout(timer as ReturnType<typeof setTimeout>)),
      own: () => ({ role: this.snapshot.role, name: this.snapshot.name }),
      changed: () => this.update({ conversations: this.conversations.list() }),
      tell: (event) => this.tell(event),
      askHistory: (id, before, count) => void this.request("history", { conversation: BigInt(id), before, count }),
      sendRead: (id, entry) => void this.request("read", { conversation: BigInt(id), entry }),
    });
    this.session.listener = {
      positions: () => this.conversations.positions(),
      onAttached: (attached, how) => this.onAttached(attached, how),
      onFrame: (frame) => this.onFrame(frame),
      onAnsweredAgain: (body, answer) => this.onAnsweredAgain(body, answer),
      onConnection: () => this.onConnection(),
    };
  }

  // ---- reading ------------------------------------------------------------------------------------------------------

  readonly subscribe = (subscriber: () => void): (() => void) => {
    this.subscribers.add(subscriber);
    return () => void this.subscribers.delete(subscriber);
  };

  readonly getSnapshot = (): Snapshot => this.snapshot;

  /** Tells of single happenings; returns what ends it. */
  onEvent(watcher: (event: StoreEvent) => void): () => void {
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }

  conversation(id: ConversationId): Conversation | undefined {
    return this.conversations.get(id);
  }

  /** The pool's time now, to show countdowns and waits by. */
  serverNow(): number {
    return this.now() + this.snapshot.serverOffsetMs;
  }

  // ---- actions of both sides ----------------------------------------------------------------------------------------

  /** Adds a message. It is shown at once as pending, and its draft is dropped; a refused one stays, marked failed. */
  send(id: ConversationId, text: string): Promise<Result> {
    return this.say(id, text, false);
  }

  /** As send, for agents and supervisors only: the shopper never sees it. Its draft is kept apart. */
  whisper(id: ConversationId, text: string): Promise<Result> {
    return this.say(id, text, true);
  }

  private async say(id: ConversationId, text: string, whisper: boolean): Promise<Result> {
    const message = this.conversations.addPending(id, text, whisper);
    if (!message) return notFound;
    this.drafts.set(draftName(id, whisper), "");
    const result = await this.request(whisper ? "whisper" : "send", { conversation: BigInt(id), text });
    if (!result.ok) this.conversations.failed(id, message.key, result.error);
    else if (result.answer) this.conversations.taken(id, message, result.answer);
    return result;
  }

  /** Sends a failed message again. */
  retry(id: ConversationId, key: string): Promise<Result> | undefined {
    const message = this.conversations.takeFailed(id, key);
    return message && this.say(id, message.text, message.whisper);
  }

  /** Takes a failed message away; returns its text, e.g. to put it back into the composer. */
  discard(id: ConversationId, key: string): string {
    return this.conversations.takeFailed(id, key)?.text ?? "";
  }

  /** Call on every change of the composer; what goes out is thinned. */
  typing(id: ConversationId): void {
    if (!this.conversations.mayTellTyping(id)) return;
    this.session.notify({ case: "typing", value: { $typeName: "yunke.v1.Typing", conversation: BigInt(id) } });
  }

  /** Everything up to entry `n` has been read here; 0 = all that is shown. Receipts are gathered. */
  read(id: ConversationId, n = 0): void {
    this.conversations.read(id, n);
  }

  /** Brings older entries of a conversation whose `missingBelow` is not 0. */
  async loadOlder(id: ConversationId, count = HISTORY_MAX): Promise<Result> {
    const conversation = this.conversations.get(id);
    if (!conversation) return notFound;
    this.conversations.loadingOlder(id, true);
    const before = conversation.missingBelow;
    const result = await this.request("history", { conversation: BigInt(id), before, count: Math.min(count, HISTORY_MAX) });
    this.conversations.loadingOlder(id, false);
    return result;
  }

  /** Ends the session; on a shared computer nothing of it stays behind. */
  async logout(): Promise<void> {
    this.drafts.clear();
    await this.session.logout();
    this.conversations.clear();
    this.drafts.clear();
    this.noticeboard.clear();
    this.watching = false;
    this.snapshot = nothing;
    this.update({ connection: this.session.connection });
  }

  // ---- a shopper's actions ------------------------------------------------------------------------------------------

  async open(fields: OpenFields): Promise<Result> {
    return this.opened(fields, await this.request("open", fields));
  }
  /** Goes on with an ended conversation, as long as its `reopenUntilMs` says. */
  async reopen(id: ConversationId, text: string): Promise<Result> {
    const result = await this.request("reopen", { conversation: BigInt(id), text });
    const { shopperName: name = "", language = "" } = this.conversations.get(id) ?? {};
    if (result.ok && result.answer?.entry) this.conversations.ownEntry(result.answer, { name, language, text }, id);
    return result;
  }
  async leaveMessage(to: { conversation: ConversationId } | { open: OpenFields }, contact: string): Promise<Result> {
    if ("open" in to) return this.opened(to.open, await this.request("leaveMessage", { open: to.open, contact }));
    return this.request("leaveMessage", { conversation: BigInt(to.conversation), contact });
  }

  // ---- an agent's and a supervisor's lists --------------------------------------------------------------------------

  /** Who could take it now: comes as `choices`, which is empty until then. */
  findAgents(id: ConversationId): Promise<Result> {
    this.update({ choices: undefined });
    return this.request("findAgents", { conversation: BigInt(id) });
  }

  /** She has read it. */
  noteNotice(id: string): void {
    this.noticeboard.note(id);
    this.update({ notices: this.noticeboard.shown });
  }

  /** Comes as `chats`; those of another queue go at once, those of this one when the new ones are there. */
  listChats(queue: number): Promise<Result> {
    if (this.snapshot.chats && this.snapshot.chats.queue !== queue) this.update({ chats: undefined });
    return this.request("listChats", { queue });
  }

  /** Comes as `agents`: the page that follows the agent `after`. */
  listAgents(after: number, atWork: boolean): Promise<Result> {
    this.agentsAsked = { after, atWork };
    return this.request("listAgents", { after, atWork, count: AGENTS_PAGE });
  }

  /** From now on, over reconnects and new sessions too. */
  watchQueues(on: boolean): void {
    this.watching = on;
    if (this.session.connection.phase === "online") void this.request("watchQueues", { on });
  }

  // ---- what comes in ------------------------------------------------------------------------------------------------

  private onAttached(attached: Attached, how: { epochChanged: boolean; sameSession: boolean }): void {
    const { offers: before, self: selfBefore } = this.snapshot;
    const offers = attached.offers.map(offerFrom);
    this.update({
      attached: true, role: attached.role, name: attached.name, offers,
      self: attached.self ? selfFrom(attached.self) : undefined,
      board: attached.board ? boardFrom(attached.board) : this.snapshot.board,
      queues: attached.queues.map(queueFrom),
      serverOffsetMs: Number(attached.nowMs) - this.now(),
    });
    this.conversations.attached(attached.conversations, how.epochChanged, how.sameSession);
    for (const offer of offers) {
      if (!before.some((old) => old.conversation === offer.conversation)) this.tell({ type: "offer", offer });
    }
    // Her standing may have changed while the line was down.
    const { self } = this.snapshot;
    if (self && selfBefore) this.tell({ type: "self", before: selfBefore, self });
    this.onNotices(this.noticeboard.replace(attached.notices.map(noticeFrom), this.serverNow()));
    if (!how.sameSession && this.watching) void this.request("watchQueues", { on: true });
  }

  private onFrame(frame: ServerFrame): void {
    const { body } = frame;
    switch (body.case) {
      case "entries": return this.conversations.entries(body.value);
      case "conversation": return this.conversations.view(body.value);
      case "conversationGone": return this.conversations.drop(String(body.value.conversation));
      case "offer": {
        const offer = offerFrom(body.value);
        const at = this.snapshot.offers.findIndex((old) => old.conversation === offer.conversation);
        this.update({ offers: at < 0 ? [...this.snapshot.offers, offer] : this.snapshot.offers.with(at, offer) });
        if (at < 0) this.tell({ type: "offer", offer });
        return;
      }
      case "offerGone": return this.onOfferGone(String(body.value.conversation), body.value.why);
      case "self": {
        const before = this.snapshot.self;
        const self = selfFrom(body.value);
        this.update({ self });
        return this.tell({ type: "self", before, self });
      }
      case "typing": return this.conversations.peerTyping(String(body.value.conversation), body.value.who);
      case "board": {
        const board = boardFrom(body.value);
        return this.update({ board, serverOffsetMs: board.nowMs ? board.nowMs - this.now() : this.snapshot.serverOffsetMs });
      }
      case "agentChoices": return this.update({ choices: choicesFrom(body.value) });
      case "chats": return this.update({ chats: chatsFrom(body.value) });
      case "agents": return this.update({ agents: agentPageFrom(body.value, this.agentsAsked) ?? this.snapshot.agents });
      case "notice": return this.onNotices(this.noticeboard.add(noticeFrom(body.value), this.serverNow()));
    }
  }

  private onOfferGone(id: ConversationId, why: OfferEnd): void {
    const offer = this.snapshot.offers.find((old) => old.conversation === id);
    if (!offer) return;
    this.update({ offers: this.snapshot.offers.filter((old) => old !== offer) });
    this.tell({ type: "offer-gone", offer, why });
  }

  private onNotices(news: readonly Notice[]): void {
    this.update({ notices: this.noticeboard.shown });
    for (const notice of news) this.tell({ type: "notice", notice });
  }

  private onConnection(): void {
    const before = this.snapshot.connection;
    const connection = this.session.connection;
    const sending = this.session.sending;
    const same = sending.out === this.snapshot.sending.out && sending.queued === this.snapshot.sending.queued;
    if (same && connection === before && this.session.busy === this.snapshot.busy) return;
    this.update({ connection, sending: same ? this.snapshot.sending : sending, busy: this.session.busy });
    if (connection !== before) this.tell({ type: "connection", before, connection });
  }

  /** What was lost and sent again stands at its new place; what can no longer be said is shown as failed. */
  private onAnsweredAgain(body: CommandBody, answer: Answer): void {
    const refused = answer.error !== ErrorCode.OK;
    if (body.case !== "send" && body.case !== "whisper" && body.case !== "reopen") return;
    if (answer.error === ErrorCode.ALREADY_APPLIED) return;
    const id = String(body.value.conversation);
    const message = this.conversations.addPending(id, body.value.text ?? "", body.case === "whisper");
    if (!message) return;
    if (refused) this.conversations.failed(id, message.key, answer.error);
    else this.conversations.taken(id, message, answer);
  }

  /** The opening message is known to its author by the answer alone. */
  private opened(fields: OpenFields, result: Result): Result {
    const { answer } = result;
    if (result.ok && answer && answer.entry > 0) this.conversations.ownEntry(answer, fields, String(answer.conversation));
    return result;
  }

  // ---- plumbing -----------------------------------------------------------------------------------------------------

  protected async request<C extends Case>(name: C, value: ValueOf<C>): Promise<Result> {
    return resultOf(await this.session.command({ case: name, value } as CommandBody));
  }

  private update(fields: Partial<Snapshot>): void {
    this.snapshot = { ...this.snapshot, ...fields };
    for (const subscriber of [...this.subscribers]) subscriber();
  }

  private tell(event: StoreEvent): void {
    for (const watcher of [...this.watchers]) watcher(event);
  }
}

function resultOf(outcome: Outcome): Result {
  switch (outcome.kind) {
    case "answered": {
      const { answer } = outcome;
      return { ok: answer.error === ErrorCode.OK, error: answer.error || undefined, answer };
    }
    case "unknown": return { ok: false, error: "unknown", answer: undefined };
    case "unsent": return { ok: false, error: outcome.reason, answer: undefined };
  }
}

/** The name under which the text being written is kept: one for the shopper, one for colleagues. */
export function draftName(id: ConversationId, whisper: boolean): string {
  return whisper ? `${id}/whisper` : id;
}

/** Whether a message can be sent into the conversation now. */
export function takesMessages(conversation: Conversation): boolean {
  return conversation.state === ConversationState.WAITING || conversation.state === ConversationState.ACTIVE;
}
