// What pages are shown: plain values, made from the protocol's messages. 64-bit ids are decimal strings (fit for keys
// and storage), times are numbers of milliseconds as the pool counts them (see Store.serverNow).
import {
  ConversationState, DeclineReason, EndReason, EntryKind, ErrorCode, Limit, OfferEnd, Presence, Role,
  type AgentSelf as AgentSelfMessage, type ConversationView, type Entry as EntryMessage, type Offer as OfferMessage,
  type QueueBoard as BoardMessage, type QueueName,
} from "../gen/yunke/v1/client_pb";
import type { ConnectionState } from "./connection";

export { ConversationState, DeclineReason, EndReason, EntryKind, ErrorCode, Limit, OfferEnd, Presence, Role };

export type ConversationId = string;

export interface Entry {
  readonly n: number;
  readonly atMs: number;
  readonly kind: EntryKind;
  readonly author: Role; // SHOPPER, AGENT, or ROLE_UNSPECIFIED for the system
  readonly name: string;
  readonly text: string;
  readonly language: string; // BCP 47, for the element's lang
  readonly endReason: EndReason;
}

/** An own message that has no answer yet, or that was not taken. Shown after the entries, in this order. */
export interface PendingMessage {
  readonly key: string; // stable while it is shown
  readonly text: string;
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
  /** In rising n. Holes are rare, short-lived, and filled by the store itself. */
  readonly entries: readonly Entry[];
  /** Entries below this number exist and are not here; 0 = none. Store.loadOlder brings them. */
  readonly missingBelow: number;
  readonly loadingOlder: boolean;
  readonly pending: readonly PendingMessage[];
  /** The other side is typing. */
  readonly typing: boolean;
  /** Messages of the other side that have not been read here. */
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

export interface Queue {
  readonly queue: number;
  readonly shop: number;
  readonly shopName: string;
  readonly topic: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly open: boolean;
}

export interface BoardRow extends Queue {
  readonly waiting: number;
  readonly offered: number;
  readonly oldestArrivalMs: number; // 0 = none waits
  readonly overdue: number;
  readonly active: number;
  readonly serving: number;
}

export interface Board {
  readonly rows: readonly BoardRow[];
  readonly agentsAvailable: number;
  readonly agentsFull: number;
  readonly agentsFinishing: number;
  readonly agentsResting: number;
  readonly agentsHeld: number;
  readonly agentsLineLost: number;
  readonly nowMs: number;
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
  | { type: "message-failed"; conversation: ConversationId; message: PendingMessage }
  | { type: "connection"; before: ConnectionState; connection: ConnectionState };

export function entryFrom(message: EntryMessage): Entry {
  const { n, kind, author, name, text, language, endReason } = message;
  return { n, atMs: Number(message.atMs), kind, author, name, text, language, endReason };
}

export function offerFrom(message: OfferMessage): Offer {
  const { shop, shopName, queue, topic, shopperName, language, opening, prolongsLeft, messageLeft, returning } = message;
  return {
    conversation: String(message.conversation), shop, shopName, queue, topic, shopperName, language, opening,
    arrivalMs: Number(message.arrivalMs), expiresMs: Number(message.expiresMs), prolongsLeft, messageLeft, returning,
  };
}

export function selfFrom(message: AgentSelfMessage): AgentSelf {
  const { agent, presence, arrivalsHeld, misses, missesToHold, capacity, load, limit } = message;
  return {
    agent, presence, presenceSinceMs: Number(message.presenceSinceMs), arrivalsHeld, misses, missesToHold, capacity, load,
    limit, limitUntilMs: Number(message.limitUntilMs),
  };
}

export function queueFrom(message: QueueName): Queue {
  const { queue, shop, shopName, topic, titleZh, titleEn, open } = message;
  return { queue, shop, shopName, topic, titleZh, titleEn, open };
}

export function boardFrom(message: BoardMessage): Board {
  const { agentsAvailable, agentsFull, agentsFinishing, agentsResting, agentsHeld, agentsLineLost } = message;
  const rows = message.rows.map((row): BoardRow => {
    const { queue, shop, shopName, topic, titleZh, titleEn, open, waiting, offered, overdue, active, serving } = row;
    return {
      queue, shop, shopName, topic, titleZh, titleEn, open, waiting, offered, overdue, active, serving,
      oldestArrivalMs: Number(row.oldestArrivalMs),
    };
  });
  return {
    rows, agentsAvailable, agentsFull, agentsFinishing, agentsResting, agentsHeld, agentsLineLost,
    nowMs: Number(message.nowMs),
  };
}

/** The server's part of a conversation; the store adds entries, pending messages and typing. */
export function viewFrom(view: ConversationView) {
  const {
    state, shop, shopName, queue, topic, shopperName, agentName, language, onHold, ahead, serving, messageLeft,
    peerOnline, peerRead, ownRead, endReason, stars, contact,
  } = view;
  return {
    id: String(view.id), state, shop, shopName, queue, topic, shopperName, agentName, language, onHold, ahead, serving,
    messageLeft, peerOnline, peerRead, ownRead, endReason, stars, contact, entryCount: view.entries,
    arrivalMs: Number(view.arrivalMs), deadlineMs: Number(view.deadlineMs), acceptedMs: Number(view.acceptedMs),
    wrapUpUntilMs: Number(view.wrapUpUntilMs),
  };
}
