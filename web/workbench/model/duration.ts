// Lengths of time in words, coarse on purpose: a text that changes every second tires eyes and screen readers.
import type { Texts } from "../texts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "under a minute", "7 minutes", "2 hours 5 min", "3 days". Negative lengths (clocks differ) count as none. */
export function durationWords(ms: number, texts: Texts["time"]): string {
  if (ms < MINUTE_MS) return texts.underMinute;
  if (ms < HOUR_MS) return texts.minutes(Math.floor(ms / MINUTE_MS));
  if (ms < DAY_MS) return texts.hours(Math.floor(ms / HOUR_MS), Math.floor((ms % HOUR_MS) / MINUTE_MS));
  return texts.days(Math.floor(ms / DAY_MS));
}

/** The time of day as people of this language write it; with the date when it was not today. */
export function clockWords(atMs: number, nowMs: number, language: string): string {
  const at = new Date(atMs);
  const sameDay = at.toDateString() === new Date(nowMs).toDateString();
  const time: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return at.toLocaleString(language, sameDay ? time : { ...time, month: "short", day: "numeric" });
}
