// What the supervisor's lists say of each row, what she can do with it, and why something was refused, in words. Pure.
import { ConversationState, ErrorCode, Part, Presence, type AgentRow, type BoardRow, type Queue, type QueueChat } from "../client";
import type { Result } from "../client";
import { duration, errorWords, type Language } from "../ui-shared";
import type { ControlWords } from "./control_texts";

/** Between two questions for the same list. */
export const ASK_AGAIN_MS = 3_000;
/** The server tells at most so many waiting, and as many active, chats of a queue. */
export const CHATS_TOLD_MAX = 200;
/** By how much one press moves a deadline. */
export const RAISE_S = 300;

/** "Shop · Topic". */
export function queueTitle(queue: Pick<Queue, "shopName" | "titleEn" | "titleZh" | "topic">, language: Language): string {
  const title = language === "en" ? queue.titleEn || queue.titleZh : queue.titleZh || queue.titleEn;
  return `${queue.shopName} · ${title || queue.topic}`;
}

export function nameOf(chat: { shopperName: string }, t: ControlWords): string {
  return chat.shopperName.trim() || t.shopper;
}

export interface Fact {
  readonly words: string;
  /** Wants attention; bears a sign beside the words. */
  readonly alarm: boolean;
}

export interface FactNeeds {
  nowMs: number;
  language: Language;
  t: ControlWords;
  part: Part;
  /** Among the waiting ones, from 1. */
  place: number;
}

/** Lengths of time without seconds, which would change too often in a list. */
function coarse(ms: number, language: Language): string {
  return duration(Math.max(60_000, Math.floor(ms / 60_000) * 60_000), language).replace(/ 0 (s|秒)$/, "");
}

export function chatFacts(chat: QueueChat, { nowMs, language, t, part, place }: FactNeeds): readonly Fact[] {
  const facts: Fact[] = [];
  const add = (words: string, alarm = false) => facts.push({ words, alarm });
  if (chat.state === ConversationState.WAITING) {
    add(t.place(place));
    add(t.waits(coarse(nowMs - chat.arrivalMs, language)));
    if (chat.deadlineMs > 0 && chat.deadlineMs < nowMs) add(t.overdue, true);
    add(chat.agentName ? t.considered(chat.agentName) : t.nobodyYet);
  } else {
    add(part === Part.TAKE ? t.inHands : chat.agentName ? t.withAgent(chat.agentName) : t.active);
    if (chat.unansweredSinceMs > 0) add(t.unanswered(coarse(nowMs - chat.unansweredSinceMs, language)), true);
    else add(t.answered);
  }
  if (chat.messageLeft) add(t.messageLeft);
  if (chat.helperName) add(t.helper(chat.helperName));
  if (chat.supervisors.length > 0) add(t.supervisors(chat.supervisors.join(t.nameSeparator)));
  return facts;
}

/** What can be done with a chat. Watching comes first of all; the rest by what it is now. */
export type Deed =
  | "watch" | "join" | "onlyWatch" | "take" | "giveBack" | "leave"
  | "raise" | "lower" | "handAgent" | "handQueue" | "handBack" | "hold" | "unhold" | "resolve";

interface Standing {
  readonly state: ConversationState;
  readonly part: Part;
  readonly onHold?: boolean;
  readonly formerName?: string;
}

export function deedsFor({ state, part, onHold = false, formerName = "" }: Standing): readonly Deed[] {
  const waiting = state === ConversationState.WAITING;
  const alive = waiting || state === ConversationState.ACTIVE;
  if (!alive) return part === Part.NONE ? [] : ["leave"];
  const deeds: Deed[] = [];
  if (part === Part.WATCH) deeds.push("join");
  if (part === Part.JOIN) deeds.push("onlyWatch");
  if (part !== Part.TAKE) deeds.push("take");
  if (waiting) deeds.push("raise", "lower");
  deeds.push("handAgent", "handQueue");
  if (formerName) deeds.push("handBack");
  if (part === Part.TAKE) deeds.push(onHold ? "unhold" : "hold", "resolve", "giveBack");
  if (part === Part.WATCH || part === Part.JOIN) deeds.push("leave");
  return deeds;
}

export function agentFacts(row: AgentRow, presence: string, nowMs: number, language: Language, t: ControlWords): readonly Fact[] {
  const facts: Fact[] = [
    { words: `${presence}${language === "en" ? " " : "，"}${t.since(coarse(nowMs - row.presenceSinceMs, language))}`, alarm: false },
  ];
  if (row.presence !== Presence.OFFLINE || row.load > 0) facts.push({ words: t.load(row.load), alarm: false });
  if (row.free) facts.push({ words: t.free, alarm: false });
  if (row.arrivalsHeld) facts.push({ words: t.held, alarm: true });
  if (row.lineLost) facts.push({ words: t.lineLost, alarm: true });
  return facts;
}

export type SettablePresence = Presence.FINISHING | Presence.RESTING | Presence.TRAINING | Presence.OFFLINE;

/** What an agent can be set to: never to being ready, which is her own to say, and never to what she is. */
export function settable(row: Pick<AgentRow, "presence">): readonly SettablePresence[] {
  if (row.presence === Presence.OFFLINE) return [];
  const all: readonly SettablePresence[] = [Presence.FINISHING, Presence.RESTING, Presence.TRAINING, Presence.OFFLINE];
  return all.filter((one) => one !== row.presence);
}

export function queueStanding(row: Pick<BoardRow, "open" | "closed">, t: ControlWords): string {
  return row.closed ? t.queueClosed : row.open ? t.queueOpen : t.queueShut;
}

export type Doing = Deed | "presence" | "queue" | "broadcast" | "list";

/** Why it was not done and what to do about it. */
export function refusalWords(doing: Doing, error: Result["error"], language: Language, t: ControlWords): string {
  if (error === ErrorCode.FORBIDDEN) return t.forbidden;
  if (error === ErrorCode.INVALID) return t.invalid;
  if (error === ErrorCode.NOT_FOUND) {
    if (doing === "presence") return t.agentGone;
    return doing === "queue" || doing === "list" ? t.queueGone : t.chatGone;
  }
  if (error !== ErrorCode.WRONG_STATE) return errorWords(error, language);
  switch (doing) {
    case "raise": case "lower": return t.raiseLate;
    case "watch": case "join": case "take": return t.superviseFull;
    case "handAgent": return t.agentBusy;
    case "handQueue": return t.handLate;
    case "handBack": return t.notBack;
    case "resolve": case "hold": case "unhold": return t.resolveLate;
    case "presence": return t.presenceLate;
    default: return errorWords(error, language);
  }
}

/** How long to wait before a list is asked for again: at once, if the last time is long enough ago. */
export function waitToAsk(lastMs: number, nowMs: number): number {
  return Math.max(0, lastMs + ASK_AGAIN_MS - nowMs);
}
