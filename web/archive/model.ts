// What the gateway says of ended conversations (docs/openapi.yaml has the meaning of each field), what is asked of it, and
// how the lines of a conversation are put into words. Pure; the words of lines are the workbench's.
import type { Language } from "../ui-shared/language-choice";
import { textsFor } from "../workbench/texts";
import { texts, type Words } from "./texts";

export type Reason = "resolved" | "shopper-closed" | "shopper-gone" | "shopper-idle" | "abandoned" | "nobody-free" | "";

export interface Chat {
  number: string;
  conversation: string;
  shop: number;
  shop_name: string;
  queue: number;
  topic: string;
  title_zh: string;
  title_en: string;
  /** null: nobody had it. */
  agent: number | null;
  /** null: not for the reader to know. */
  agent_name: string | null;
  opened_ms: number;
  accepted_ms: number | null;
  closed_ms: number;
  reason: Reason;
  stars: number | null;
  message_left: boolean;
  entries: number;
}

export interface Shop {
  shop: number;
  name: string;
}

export interface Found {
  as_of_ms: number;
  utc_offset_minutes: number;
  shops: Shop[];
  conversations: Chat[];
  /** null: that was all. */
  next: string | null;
}

export type LineKind =
  | "message" | "opened" | "joined" | "requeued" | "transferred" | "held" | "unheld" | "idle-warned" | "ended"
  | "message-left" | "rated" | "whispered" | "helper-joined" | "helper-left" | "supervisor-joined" | "supervisor-left"
  | "reopened" | "between-agents";

export interface Line {
  n: number;
  at_ms: number;
  kind: LineKind;
  author: "shopper" | "agent" | "supervisor" | null;
  name: string;
  text: string;
  /** Of the text, BCP 47, where it is known. */
  language: string;
}

export interface Transcript extends Chat {
  utc_offset_minutes: number;
  lines: Line[];
}

export interface Keep {
  days: number;
  /** False: it is the default. */
  own: boolean;
  default_days: number;
  least_days: number;
  most_days: number;
}

// ---- what is asked -------------------------------------------------------------------------------------------------

/** As the form and the page's address have them: "" is any. Days are inclusive; `before` is Found.next of the page before. */
export interface Criteria {
  words: string;
  shop: string;
  agent: string;
  from: string;
  to: string;
  before: string;
}
export const anything: Criteria = { words: "", shop: "", agent: "", from: "", to: "", before: "" };

const number = /^[1-9]\d{0,18}$/;
const identity = /^[1-9]\d{0,8}$/;
const day = /^\d{4}-\d{2}-\d{2}$/;
const forms: Record<keyof Criteria, RegExp> = { words: /\S/, shop: identity, agent: identity, from: day, to: day, before: number };

/** The page's address says what was looked for. What makes no sense in it is left out. */
export function criteriaOf(search: string): Criteria {
  const given = new URLSearchParams(search);
  const entries = Object.entries(forms).map(([key, form]) => {
    const value = (given.get(key) ?? "").trim();
    return [key, form.test(value) ? value : ""];
  });
  return Object.fromEntries(entries) as unknown as Criteria;
}

/** "" or "?words=…", to stand in an address. */
export function queryOf(criteria: Criteria): string {
  const given = Object.entries(criteria).filter(([, value]) => value !== "");
  return given.length > 0 ? `?${new URLSearchParams(given)}` : "";
}

export function foundAddress(criteria: Criteria): string {
  return `/api/archive${queryOf(criteria)}`;
}

export function transcriptAddress(chat: string): string {
  return `/api/archive/${chat}`;
}

export type Wrong = { field: "agent" | "days"; words: string } | undefined;

/** What keeps a search from being asked. */
export function wrongIn({ agent, from, to }: Criteria, t: Words): Wrong {
  if (agent !== "" && !identity.test(agent)) return { field: "agent", words: t.agentWrong };
  if (from !== "" && to !== "" && from > to) return { field: "days", words: t.daysWrong };
  return undefined;
}

// ---- in words ------------------------------------------------------------------------------------------------------

export function titleOf({ topic, title_zh, title_en }: Chat, language: Language): string {
  return (language === "zh-CN" ? title_zh : title_en) || topic || "—";
}

export function shopOf({ shop, shop_name }: Chat, t: Words): string {
  return shop_name || t.shopNumber(shop);
}

export function agentOf({ agent, agent_name }: Chat, t: Words): string {
  if (agent === null) return t.nobody;
  return agent_name || t.agentNumber(agent);
}

// Its name in the words of this page and of the workbench alike.
const reasonKeys = {
  resolved: "resolved", "shopper-closed": "shopperClosed", "shopper-gone": "shopperGone", "shopper-idle": "shopperIdle",
  abandoned: "abandoned", "nobody-free": "nobodyFree", "": "ended",
} as const satisfies Record<Reason, keyof Words>;

export function reasonWords(reason: Reason, t: Words): string {
  return t[reasonKeys[reason] ?? "ended"];
}

/** How much there is, with what to try when there is nothing. */
export function foundWords({ conversations, next }: Found, criteria: Criteria, t: Words): string {
  const count = conversations.length;
  if (count === 0 && next !== null) return t.noneYet;
  if (count === 0) return criteria.before !== "" ? t.noneOlder : queryOf(criteria) === "" ? t.nothingKept : t.nothing;
  if (next !== null) return t.foundMore(count);
  return criteria.before !== "" ? t.foundLast(count) : t.found(count);
}

// ---- lines ---------------------------------------------------------------------------------------------------------

export type Row =
  | { n: number; at_ms: number; kind: "message"; side: "shopper" | "colleague"; whisper: boolean; name: string; text: string; language?: string }
  | { n: number; at_ms: number; kind: "event"; words: string; note: string; language?: string };

/** The lines as they are shown. */
export function rowsOf(transcript: Transcript, language: Language): Row[] {
  const lastEnd = transcript.lines.findLast(({ kind }) => kind === "ended")?.n;
  return transcript.lines.map((line): Row => {
    const { n, at_ms, kind, author, text, language: spoken } = line;
    const tongue = spoken ? { language: spoken } : {};
    if (kind !== "message" && kind !== "whispered") {
      return { n, at_ms, kind: "event", words: eventWords(line, transcript, n === lastEnd, language), note: text, ...tongue };
    }
    const side = author === "shopper" ? "shopper" : "colleague";
    return { n, at_ms, kind: "message", side, whisper: kind === "whispered", name: writerOf(line, language), text, ...tongue };
  });
}

function writerOf({ kind, author, name }: Line, language: Language): string {
  const words = textsFor(language);
  const t = texts[language];
  if (kind === "whispered") return words.team.whisperBy(name || t.colleague);
  if (author === "shopper") return name || words.chats.shopper;
  if (author === "supervisor") return name ? words.team.supervisor(name) : t.supervisor;
  return name ? words.messages.colleague(name) : t.agentWord;
}

/** Why it ended is known of its last end only: before others the shopper went on. */
function eventWords({ kind, name }: Line, { reason, stars }: Chat, isLastEnd: boolean, language: Language): string {
  const { events: t, team } = textsFor(language);
  const own = texts[language];
  switch (kind) {
    case "opened": return t.opened;
    case "joined": return t.joined(name || own.agentWord);
    case "requeued": return t.requeued;
    case "transferred": return t.transferred(name);
    case "held": return t.held;
    case "unheld": return t.unheld;
    case "idle-warned": return t.idleWarned;
    case "ended": return t[isLastEnd ? reasonKeys[reason] ?? "ended" : "ended"];
    case "message-left": return own.messageLeftLine;
    case "rated": return t.rated(stars ?? 0);
    case "helper-joined": return team.helperJoined(name || own.colleague);
    case "helper-left": return team.helperLeft(name || own.colleague);
    case "supervisor-joined": return name ? team.supervisorJoined(name) : own.supervisorCame;
    case "supervisor-left": return name ? team.supervisorLeft(name) : own.supervisorWent;
    case "reopened": return team.reopened;
    case "between-agents": return own.betweenAgents;
    default: return kind;
  }
}

// ---- for how long --------------------------------------------------------------------------------------------------

/** The days that somebody typed, or undefined if they are none of those allowed. */
export function daysOf(text: string, { least_days, most_days }: Keep): number | undefined {
  const days = /^\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : NaN;
  return days >= least_days && days <= most_days ? days : undefined;
}
