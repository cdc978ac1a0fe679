// What pages are shown: plain values, made from the protocol's messages. 64-bit ids are decimal strings (fit for keys
// and storage), times are numbers of milliseconds as the pool counts them (see Store.serverNow).
import {
  ConversationState, DeclineReason, EndReason, EntryKind, ErrorCode, Limit, OfferEnd, Presence, Role,
  type AgentSelf as AgentSelfMessage, type ConversationView, type Entry as EntryMessage, type Offer as OfferMessage,
} from "../gen/yunke/v1/client_pb";
import type { ConnectionState } from "./connection";
import type { AgentChoices, AgentPage, Board, Notice, Part, Queue, QueueChats } from "./oversight";

export * from "./oversight";

export { ConversationState, DeclineReason, EndReason, EntryKind, ErrorCode, Limit, OfferEnd, Presence, Role };

export type ConversationId = string;

export interface Entry {
  readonly n: number;
  readonly atMs: number;
  readonly kind: EntryKind;
  readonly author: Role; // SHOPPER, AGENT, SUPERVISOR, or ROLE_UNSPECIFIED for the system
  readonly name: string;
  readonly text: string;
  readonly language: string; // BCP 47, for the element's lang
  readonly endReason: EndReason;
}

/** An own message that has no answer yet, or that was not taken. Shown after the entries, in this order. */
export interface PendingMessage {
  readonly key: string; // stable while it is shown
  readonly text: string;
  /** Goes to agents and supervisors only. */
  readonly whisper: boolean;
  readonly state: "sending" | "failed";
  /** failed: why. "unknown" = the session ended before an answer came. */
  readonly error: ErrorCode | "unknown" | "queue-full" | "session-ended" | undefined;
}

export interface Conversation {
  readonly id: ConversationId;
  readonly state: ConversationState;
  readonly shop: number;
  readonly shopName: string;
  readonly queue: number;
  readonly topic: string;
  readonly shopperName: string;
  readonly agentName: string;
  readonly language: string;
  readonly onHold: boolean;
  readonly entryCount: number; // the highest n that exists
  readonly arrivalMs: number;
  readonly deadlineMs: number;
  readonly acceptedMs: number;
  readonly wrapUpUntilMs: number;
  readonly ahead: number;
  readonly serving: number;
  readonly messageLeft: boolean;
  readonly peerOnline: boolean;
  readonly peerRead: number;
  readonly ownRead: number;
  readonly endReason: EndReason;
  readonly stars: number;
  readonly contact: string;
  /** An ended one: until when its shopper can go on with it; 0 = not. */
  readonly reopenUntilMs: number;
  readonly helperName: string;
  /** This client is the helper, not the owner. */
  readonly helping: boolean;
  /** Who was asked for help and has not answered yet. */
  readonly helpAsked: string;
  /** Who had it before and can be given it back; empty = nobody. */
  readonly formerName: string;
  /** Who is there besides. */
  readonly supervisors: readonly string[];
  /** A supervisor's own part. */
  readonly part: Part;
  /** In rising n. Holes are rare, short-lived, and filled by the store itself. */
  readonly entries: readonly Entry[];
  /** Entries below this number exist and are not here; 0 = none. Store.loadOlder brings them. */
  readonly missingBelow: number;
  readonly loadingOlder: boolean;
  readonly pending: readonly PendingMessage[];
  /** The other side is typing. */
  readonly typing: boolean;
  /** Messages that have not been read here: the other side's, and what colleagues wrote since it came here. */
  readonly unread: number;
}

export interface Offer {
  readonly conversation: ConversationId;
  readonly shop: number;
  readonly shopName: string;
  readonly queue: number;
  readonly topic: string;
  readonly shopperName: string;
  readonly language: string;
  readonly opening: string;
  readonly arrivalMs: number;
  readonly expiresMs: number; // 0 = never
  readonly prolongsLeft: number;
  readonly messageLeft: boolean;
  readonly returning: boolean;
  /** Help with it is wanted, not an answer. */
  readonly help: boolean;
  /** Who asks, or hands it on in person; empty = the queue. */
  readonly fromName: string;
}

export interface AgentSelf {
  readonly agent: number;
  readonly presence: Presence;
  readonly presenceSinceMs: number;
  readonly arrivalsHeld: boolean;
  readonly misses: number;
  readonly missesToHold: number;
  readonly capacity: number;
  readonly load: number;
  /** Why nothing is offered now, by her own settings. */
  readonly limit: Limit;
  readonly limitUntilMs: number; // 0 = not by time
}

/** Everything a page shows. A new object whenever anything changed; unchanged parts keep their identity. */
export interface Snapshot {
  readonly connection: ConnectionState;
  /** Commands without an answer: on their way, and waiting for a place or for the line. */
  readonly sending: { readonly out: number; readonly queued: number };
  /** The pool asked for patience; commands wait. */
  readonly busy: boolean;
  /** False until the first Attached of a session: what is shown may be from before. */
  readonly attached: boolean;
  readonly role: Role;
  readonly name: string;
  readonly self: AgentSelf | undefined;
  /** In order of arrival at this client; new ones come last, none moves. */
  readonly offers: readonly Offer[];
  /** In order of arrival at this client; new ones come last, none moves. */
  readonly conversations: readonly Conversation[];
  readonly queues: readonly Queue[];
  readonly board: Board | undefined;
  /** Of the queue that was asked for last; the page asks again. */
  readonly chats: QueueChats | undefined;
  /** The page of agents that was asked for last. */
  readonly agents: AgentPage | undefined;
  /** Who could take the conversation that was asked about last; undefined until the answer has come. */
  readonly choices: AgentChoices | undefined;
  /** What is to be read and was not noted yet, oldest first; some may be over by now. */
  readonly notices: readonly Notice[];
  /** The pool's clock minus this browser's. */
  readonly serverOffsetMs: number;
}

/** Things that happen once, for announcers and sounds. Order is the order of arrival. */
export type StoreEvent =
  /** A new entry by somebody else or by the system; never history. */
  | { type: "entry"; conversation: Conversation; entry: Entry }
  /** Entries that came while the line was down. */
  | { type: "missed"; conversation: Conversation; count: number }
  | { type: "offer"; offer: Offer }
  | { type: "offer-gone"; offer: Offer; why: OfferEnd }
  | { type: "conversation-new"; conversation: Conversation }
  | { type: "conversation-changed"; before: Conversation; conversation: Conversation }
  | { type: "conversation-gone"; conversation: Conversation }
  | { type: "self"; before: AgentSelf | undefined; self: AgentSelf }
  /** A supervisor's word, each once. */
  | { type: "notice"; notice: Notice }
  | { type: "message-failed"; conversation: ConversationId; message: PendingMessage }
  | { type: "connection"; before: ConnectionState; connection: ConnectionState };

export function entryFrom(message: EntryMessage): Entry {
  const { n, kind, author, name, text, language, endReason } = message;
  return { n, atMs: Number(message.atMs), kind, author, name, text, language, endReason };
}

export function offerFrom(message: OfferMessage): Offer {
  const { shop, shopName, queue, topic, shopperName, language, opening } = message;
  const { prolongsLeft, messageLeft, returning, help, fromName } = message;
  return {
    conversation: String(message.conversation), shop, shopName, queue, topic, shopperName, language, opening,
    arrivalMs: Number(message.arrivalMs), expiresMs: Number(message.expiresMs), prolongsLeft, messageLeft, returning,
    help, fromName,
  };
}

export function selfFrom(message: AgentSelfMessage): AgentSelf {
  const { agent, presence, arrivalsHeld, misses, missesToHold, capacity, load, limit } = message;
  return {
    agent, presence, presenceSinceMs: Number(message.presenceSinceMs), arrivalsHeld, misses, missesToHold, capacity, load,
    limit, limitUntilMs: Number(message.limitUntilMs),
  };
}

/** The server's part of a conversation; the store adds entries, pending messages and typing. */
export function viewFrom(view: ConversationView) {
  const {
    state, shop, shopName, queue, topic, shopperName, agentName, language, onHold, ahead, serving, messageLeft,
    peerOnline, peerRead, ownRead, endReason, stars, contact, helperName, helping, helpAsked, formerName, supervisors,
    part,
  } = view;
  return {
    id: String(view.id), state, shop, shopName, queue, topic, shopperName, agentName, language, onHold, ahead, serving,
    messageLeft, peerOnline, peerRead, ownRead, endReason, stars, contact, helperName, helping, helpAsked,
    formerName, supervisors, part, entryCount: view.entries,
    arrivalMs: Number(view.arrivalMs), deadlineMs: Number(view.deadlineMs), acceptedMs: Number(view.acceptedMs),
    wrapUpUntilMs: Number(view.wrapUpUntilMs), reopenUntilMs: Number(view.reopenUntilMs),
  };
}
