// What the gateway says to a programme officer (docs/openapi.yaml has the meaning of each field), and how it is put into
// words.
import type { Language } from "../ui-shared/language-choice";
import { yuan } from "../money/format";

export interface Band {
  from_fen: number;
  to_fen: number | null;
}

export interface PersonMonth {
  month: string;
  worked_ms: number;
  days: number;
  income: Band | null;
}

export interface Person {
  name: string;
  signed_up: string;
  trained: string | null;
  passed: string | null;
  first_duty: string | null;
  stable: string | null;
  income_agreed: boolean;
  months: PersonMonth[];
}

export interface People {
  as_of_ms: number;
  utc_offset_minutes: number;
  region: string;
  people: Person[];
  next: number | null;
}

/** null: hidden, as it could tell of somebody. */
export type Count = number | null;
export type StageName = "signed_up" | "trained" | "passed" | "on_duty" | "stable";
interface Percentiles {
  p10: number;
  median: number;
  p90: number;
}

export interface Report {
  region: string;
  month: string;
  people: Count;
  worked: Count;
  stages: { stage: StageName; people: Count }[];
  hours: { from_ms: number; to_ms: number | null; people: Count }[];
  income: (Band & { people: Count })[];
  hours_ms: Percentiles | null;
  income_fen: Percentiles | null;
}

export function peopleAddress(after: number): string {
  return after > 0 ? `/api/program/people?after=${after}` : "/api/program/people";
}

export function peopleFile(language: Language): string {
  return `/api/program/people?format=csv&lang=${language === "zh-CN" ? "zh" : "en"}`;
}

export function reportAddress(month: string | undefined, csv = false): string {
  const wanted = [month && `month=${month}`, csv && "format=csv"].filter(Boolean);
  return `/api/program/report${wanted.length > 0 ? `?${wanted.join("&")}` : ""}`;
}

/** From one end up to, and without, the other. */
export function rangeWords(from: string, to: string | undefined, isFirst: boolean, language: Language): string {
  const zh = language === "zh-CN";
  if (to === undefined) return zh ? `${from} 及以上` : `${from} or more`;
  if (isFirst) return zh ? `不到 ${to}` : `below ${to}`;
  return zh ? `${from} 至 ${to}` : `${from} to ${to}`;
}

/** Bounds are whole yuan. */
const wholeYuan = (fen: number) => yuan(fen).replace(/\.00$/, "");

export function bandWords({ from_fen: from, to_fen: to }: Band, language: Language): string {
  return rangeWords(wholeYuan(from), to === null ? undefined : wholeYuan(to), from === 0, language);
}

export function hoursBandWords(from_ms: number, to_ms: number | null, language: Language): string {
  const hours = (ms: number) => String(ms / 3_600_000);
  return rangeWords(hours(from_ms), to_ms === null ? undefined : hours(to_ms), from_ms === 0, language);
}
