// What the gateway says of an agent's earnings (docs/openapi.yaml has the meaning of each field), and which words of it
// are shown in the page's language.
import type { Language } from "../ui-shared/language-choice";

export interface Hours {
  paid_ms: number;
  online_ms: number;
  handled_ms: number;
  rest_ms: number;
  training_ms: number;
  training_unpaid_ms: number;
}

interface Sum {
  estimate_fen: number;
  confirmed_fen: number;
  hours: Hours;
  conversations: number;
}

export interface Earnings {
  as_of_ms: number;
  utc_offset_minutes: number;
  worked_until_ms: number | null;
  period: { begin_ms: number; shift: number; paid_ms: number; earned_fen: number; floor_fen: number } | null;
  today: Sum & { day: string };
  month: Sum & { month: string; approved_fen: number; closed: boolean };
}

export interface Line {
  id: string;
  day: string | null;
  begin_ms: number;
  shift: number;
  ended: boolean;
  term: string;
  title_zh: string;
  title_en: string;
  unit: "ms" | "count";
  quantity: number;
  rate_fen: number;
  amount_fen: number;
  merchant: number;
  merchant_name: string | null;
  rule_version: number;
}

export interface Adjustment {
  kind: string;
  title_zh: string;
  title_en: string;
  amount_fen: number;
  at_ms: number;
  entry: string;
  line: string | null;
}

export interface Lines {
  month: string;
  closed: boolean;
  total_fen: number;
  approved_fen: number;
  paid: { gross_fen: number; tax_fen: number; net_fen: number };
  lines: Line[];
  adjustments: Adjustment[];
}

export interface OpenLine extends Line {
  rule: { version: number; key: string; from: string; until: string | null; rate_fen: number | null } | null;
  arithmetic_zh: string;
  arithmetic_en: string;
  facts: { id: string; from_ms: number; to_ms: number; amount_fen: number; text_zh: string; text_en: string }[];
  facts_left_out: number;
}

export function titleOf(of: { title_zh: string; title_en: string }, language: Language): string {
  return language === "zh-CN" ? of.title_zh : of.title_en;
}

/** Where the statement of a month is. */
export function statementAddress(month: string, format: "html" | "csv", language: Language): string {
  return `/api/earnings/statement?month=${month}&format=${format}&lang=${language === "zh-CN" ? "zh" : "en"}`;
}

export interface Appeal {
  id: number;
  line: string;
  month: string;
  words: string;
  at_ms: number;
  line_fen: number;
  state: "open" | "upheld" | "declined";
  amount_fen: number | null;
  reason: string | null;
  decided_ms: number | null;
}

/** As many bytes of UTF-8 as the server takes in one text. */
export const APPEAL_BYTES_MAX = 4_000;

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
