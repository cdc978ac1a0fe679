// The rows of a transcript as they are shown: messages and system entries in words, the part of them that stands in the
// page, and where the unread ones begin. Pure.
import { EndReason, EntryKind, Role, type Conversation, type Entry, type PendingMessage } from "../../client";
import type { Texts } from "../texts";
import { shopperName } from "./offers";

/** The newest entries that always stand in the page, so that a screen reader can browse them. */
export const ROWS_SHOWN = 200;
/** How many more each "earlier messages" brings, and the bound on all. */
export const ROWS_STEP = 100;
export const ROWS_MAX = 2_000;

export type TranscriptRow =
  | {
    readonly kind: "message"; readonly key: string; readonly n: number; readonly atMs: number;
    readonly side: "shopper" | "me" | "colleague"; readonly name: string; readonly text: string;
    readonly language: string; readonly read: boolean;
    /** The shopper does not see it. */
    readonly whisper: boolean;
  }
  | {
    readonly kind: "event"; readonly key: string; readonly n: number; readonly atMs: number;
    readonly words: string; readonly note: string; readonly noteLanguage: string;
  }
  | { readonly kind: "gap"; readonly key: string; readonly n: number };

export interface TranscriptView {
  readonly rows: readonly TranscriptRow[];
  /** Older ones exist, loaded or not. */
  readonly hasEarlier: boolean;
  /** All loaded ones are shown: earlier ones must be fetched. */
  readonly mustFetch: boolean;
  /** The number of the first unread message; 0 = none. */
  readonly firstUnread: number;
  readonly unread: number;
}

export interface TranscriptNeeds {
  chat: Conversation;
  myName: string;
  /** How many rows to show at most. */
  limit: number;
  /** Everything up to this number was seen when the chat was opened, or since. */
  seenUpTo: number;
  texts: Texts;
}

export function transcriptView({ chat, myName, limit, seenUpTo, texts }: TranscriptNeeds): TranscriptView {
  const shown = chat.entries.slice(-Math.min(limit, ROWS_MAX));
  const isForMe = (entry: Entry) => isShopperMessage(entry) || (isWhisper(entry) && entry.name !== myName);
  const unread = chat.entries.filter((entry) => entry.n > seenUpTo && isForMe(entry));
  const rows: TranscriptRow[] = [];
  let previous: Entry | undefined;
  for (const entry of shown) {
    if (previous && entry.n > previous.n + 1) rows.push({ kind: "gap", key: `gap${entry.n}`, n: entry.n });
    // Some numbers were given to what is only for others.
    if (entry.kind !== EntryKind.ENTRY_KIND_UNSPECIFIED) rows.push(rowOf(entry, chat, myName, texts));
    previous = entry;
  }
  const allLoadedShown = shown.length === chat.entries.length;
  const room = shown.length < ROWS_MAX;
  return {
    rows,
    hasEarlier: room && (!allLoadedShown || chat.missingBelow > 0),
    mustFetch: allLoadedShown && chat.missingBelow > 0,
    firstUnread: unread[0]?.n ?? 0,
    unread: unread.length,
  };
}

export function isShopperMessage(entry: Entry): boolean {
  return entry.kind === EntryKind.MESSAGE && entry.author === Role.SHOPPER;
}

/** A line between agents and supervisors. */
export function isWhisper(entry: Entry): boolean {
  return entry.kind === EntryKind.WHISPERED;
}

function rowOf(entry: Entry, chat: Conversation, myName: string, texts: Texts): TranscriptRow {
  const key = String(entry.n);
  const whisper = isWhisper(entry);
  if (entry.kind !== EntryKind.MESSAGE && !whisper) {
    const noteLanguage = entry.language || chat.language;
    return {
      kind: "event", key, n: entry.n, atMs: entry.atMs, words: eventWords(entry, chat, texts),
      note: hasNote(entry) ? entry.text : "", noteLanguage,
    };
  }
  const side = entry.author === Role.SHOPPER ? "shopper" : entry.name === myName ? "me" : "colleague";
  return {
    kind: "message", key, n: entry.n, atMs: entry.atMs, side, name: nameOf(entry, side, chat, texts), text: entry.text,
    language: entry.language || chat.language, whisper,
    read: side !== "shopper" && !whisper && chat.peerRead >= entry.n,
  };
}

function nameOf(entry: Entry, side: "shopper" | "me" | "colleague", chat: Conversation, texts: Texts): string {
  if (isWhisper(entry)) return side === "me" ? texts.team.whisperByMe : texts.team.whisperBy(entry.name);
  if (side === "me") return texts.messages.me;
  if (entry.author === Role.SUPERVISOR) return texts.team.supervisor(entry.name);
  if (side === "colleague") return texts.messages.colleague(entry.name);
  return shopperName(entry.name || chat.shopperName, texts.chats);
}

function hasNote(entry: Entry): boolean {
  return (entry.kind === EntryKind.TRANSFERRED || entry.kind === EntryKind.RATED) && entry.text.trim() !== "";
}

/** Whether it ended, rather than going back to its queue. The last entries may tell it before the view does. */
export function hasEnded(chat: Pick<Conversation, "endReason" | "entries">): boolean {
  const turn = chat.entries.slice(-3).findLast(({ kind }) => kind === EntryKind.ENDED || kind === EntryKind.REOPENED);
  return chat.endReason !== EndReason.END_REASON_UNSPECIFIED || turn?.kind === EntryKind.ENDED;
}

/** A system entry in words. */
export function eventWords(entry: Entry, chat: Pick<Conversation, "contact" | "stars">, texts: Texts): string {
  const t = texts.events;
  switch (entry.kind) {
    case EntryKind.OPENED: return t.opened;
    case EntryKind.JOINED: return t.joined(entry.name);
    case EntryKind.REQUEUED: return t.requeued;
    case EntryKind.TRANSFERRED: return t.transferred(entry.name);
    case EntryKind.HELD: return t.held;
    case EntryKind.UNHELD: return t.unheld;
    case EntryKind.IDLE_WARNED: return t.idleWarned;
    case EntryKind.ENDED: return endWords(entry.endReason, texts);
    case EntryKind.MESSAGE_LEFT: return chat.contact ? t.messageLeftContact(chat.contact) : t.messageLeft;
    case EntryKind.RATED: return t.rated(chat.stars);
    case EntryKind.HELPER_JOINED: return texts.team.helperJoined(entry.name);
    case EntryKind.HELPER_LEFT: return texts.team.helperLeft(entry.name);
    case EntryKind.SUPERVISOR_JOINED: return texts.team.supervisorJoined(entry.name);
    case EntryKind.SUPERVISOR_LEFT: return texts.team.supervisorLeft(entry.name);
    case EntryKind.REOPENED: return texts.team.reopened;
    default: return entry.text;
  }
}

export function endWords(reason: EndReason, texts: Texts): string {
  const t = texts.events;
  switch (reason) {
    case EndReason.RESOLVED: return t.resolved;
    case EndReason.SHOPPER_CLOSED: return t.shopperClosed;
    case EndReason.SHOPPER_GONE: return t.shopperGone;
    case EndReason.SHOPPER_IDLE: return t.shopperIdle;
    case EndReason.ABANDONED: return t.abandoned;
    case EndReason.NOBODY_FREE: return t.nobodyFree;
    default: return t.ended;
  }
}

/** What a pending message says of itself. */
export function pendingWords(message: PendingMessage, online: boolean, texts: Texts["messages"]): string {
  if (message.state === "sending") return online ? texts.sending : texts.waitingForLine;
  return message.error === "unknown" ? texts.unknown : texts.failed;
}
