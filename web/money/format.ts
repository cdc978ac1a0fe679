// Money, time and dates as the pages of hours and pay write them. The server's numbers are only put into figures here:
// nothing is reckoned. Days and instants are by the platform's clock, wherever the reader is.
import type { Language } from "../ui-shared/language-choice";

const MINUS = "\u2212"; // read aloud as "minus", unlike a hyphen

/** 106533 → "1,065.33". */
export function yuan(fen: number): string {
  const size = Math.abs(fen);
  const whole = String(Math.floor(size / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${fen < 0 ? MINUS : ""}${whole}.${String(size % 100).padStart(2, "0")}`;
}

/** "1,065.33 元" */
export function yuanWords(fen: number, language: Language): string {
  return language === "zh-CN" ? `${yuan(fen)} 元` : `${yuan(fen)} yuan`;
}

/** What a person typed as yuan, in fen: "4,050" and "4050.5" are fine; undefined for anything else. */
export function fenOf(text: string): number | undefined {
  const plain = text.trim().replaceAll(/[,，\s]|^[¥￥]/g, "");
  const found = /^(\d{1,10})(?:[.。](\d{1,2}))?$/.exec(plain);
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0")) : undefined;
}

/** 5400000 → "1:30"; what is shorter than a minute keeps its seconds, "0:00:20", as it would look like nothing. */
export function hm(ms: number): string {
  const size = Math.abs(ms);
  const minutes = Math.floor(size / 60_000);
  const seconds = Math.floor(size / 1_000);
  const text = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  return `${ms < 0 ? MINUS : ""}${text}${minutes === 0 && seconds > 0 ? `:${String(seconds).padStart(2, "0")}` : ""}`;
}

/** For sentences: "38 小时 50 分", "38 h 50 min". */
export function hoursWords(ms: number, language: Language): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000);
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  return language === "zh-CN" ? `${h} 小时 ${m} 分` : `${h} h ${m} min`;
}

/** Hundredths of a percent: 600 → "6 %". */
export function percent(basisPoints: number): string {
  return `${basisPoints / 100} %`;
}

function format(ms: number, language: Language, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC", hourCycle: "h23" }).format(ms);
}

/** "2026-11-30" → "11月30日周一", "Mon, Nov 30". */
export function dayWords(day: string, language: Language): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? day : format(at, language, { month: "short", day: "numeric", weekday: "short" });
}

/** The same with its year, without the weekday. */
export function dateWords(day: string, language: Language): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? day : format(at, language, { year: "numeric", month: "short", day: "numeric" });
}

/** "2026-11" → "2026年11月", "November 2026". */
export function monthWords(month: string, language: Language): string {
  const at = Date.parse(`${month}-01T00:00:00Z`);
  return Number.isNaN(at) ? month : format(at, language, { year: "numeric", month: "long" });
}

/** An instant by the platform's clock. */
export function timeOfDay(ms: number, offsetMinutes: number, language: Language): string {
  return format(ms + offsetMinutes * 60_000, language, { hour: "2-digit", minute: "2-digit" });
}

export function instantWords(ms: number, offsetMinutes: number, language: Language): string {
  const options = { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" } as const;
  return format(ms + offsetMinutes * 60_000, language, options);
}

/** The day of an instant, as in docs/openapi.yaml. */
export function dayOf(ms: number, offsetMinutes: number): string {
  return new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, 10);
}

/** "2026-12-01" → "2026-11-30". */
export function dayBefore(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? day : new Date(at - 86_400_000).toISOString().slice(0, 10);
}

/** The month `by` months after, or before if negative. */
export function monthAfter(month: string, by: number): string {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}
