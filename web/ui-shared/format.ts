// Times and durations in words of the page's language.
import type { Language } from "./language";

/** "45 秒", "3 分 20 秒", "2 小时 5 分"; never negative. */
export function duration(ms: number, language: Language): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const zh = language === "zh-CN";
  if (hours > 0) return zh ? `${hours} 小时 ${minutes % 60} 分` : `${hours} h ${minutes % 60} min`;
  if (minutes > 0) return zh ? `${minutes} 分 ${seconds % 60} 秒` : `${minutes} min ${seconds % 60} s`;
  return zh ? `${seconds} 秒` : `${seconds} s`;
}

/** Hours and minutes of the day. */
export function clockTime(ms: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
}

/** For the datetime attribute of a time element. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
