// What the list of chats tells of each: a plain row made from a conversation. Pure.
import { ConversationState, EntryKind, Role, type Conversation } from "../../client";
import type { Texts } from "../texts";
import { durationWords } from "./duration";
import { shopperName } from "./offers";
import { companyWords } from "./team";

export interface ChatRow {
  readonly id: string;
  readonly place: number;
  readonly shopper: string;
  readonly shop: string;
  readonly unread: number;
  /** Facts in words, in the order in which they matter. */
  readonly facts: readonly string[];
  readonly waiting: boolean;
  readonly attention: boolean;
}

/** Since when the shopper waits for an answer; undefined when nothing is to be answered. */
export function waitingSinceMs(chat: Conversation): number | undefined {
  if (chat.state !== ConversationState.ACTIVE) return undefined;
  let since: number | undefined;
  for (let at = chat.entries.length - 1; at >= 0; at -= 1) {
    const entry = chat.entries[at]!;
    if (entry.kind !== EntryKind.MESSAGE) continue;
    if (entry.author !== Role.SHOPPER) break;
    since = entry.atMs;
  }
  return since;
}

/** The chat whose shopper has waited longest; `except` is looked at last, so that the key goes round. */
export function longestWaiting(chats: readonly Conversation[], except: string | undefined): Conversation | undefined {
  const waiting = chats
    .map((chat) => ({ chat, since: waitingSinceMs(chat) }))
    .filter((one): one is { chat: Conversation; since: number } => one.since !== undefined)
    .sort((a, b) => a.since - b.since);
  return (waiting.find(({ chat }) => chat.id !== except) ?? waiting[0])?.chat;
}

export function isOver(chat: Conversation): boolean {
  return chat.state === ConversationState.WRAP_UP || chat.state === ConversationState.CLOSED;
}

export function chatRow(
  chat: Conversation, place: number, hasDraft: boolean, nowMs: number, texts: Texts,
): ChatRow {
  const t = texts.chats;
  const since = waitingSinceMs(chat);
  const active = chat.state === ConversationState.ACTIVE;
  const facts: string[] = [];
  if (chat.state === ConversationState.WRAP_UP) facts.push(t.wrapUp);
  if (chat.state === ConversationState.CLOSED) facts.push(t.ended);
  if (chat.unread > 0) facts.push(t.unread(chat.unread));
  if (active) facts.push(...companyWords(chat, texts));
  if (chat.onHold) facts.push(t.onHold);
  if (active && chat.messageLeft) facts.push(t.messageLeft);
  if (since !== undefined) facts.push(t.waits(durationWords(nowMs - since, texts.time)));
  else if (active && chat.typing) facts.push(t.typing);
  else if (active) facts.push(t.answered);
  if (active && !chat.peerOnline && !chat.messageLeft) facts.push(t.lineLost);
  if (chat.pending.some((message) => message.state === "failed")) facts.push(texts.messages.failed);
  if (hasDraft) facts.push(t.draft);
  return {
    id: chat.id, place, shopper: shopperName(chat.shopperName, t), shop: chat.shopName, unread: chat.unread, facts,
    waiting: since !== undefined, attention: chat.unread > 0 || chat.state === ConversationState.WRAP_UP,
  };
}

export function unreadTotals(chats: readonly Conversation[]): { messages: number; chats: number } {
  const unread = chats.filter((chat) => chat.unread > 0);
  return { messages: unread.reduce((sum, chat) => sum + chat.unread, 0), chats: unread.length };
}
