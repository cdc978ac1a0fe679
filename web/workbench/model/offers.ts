// What an offer looks like, and what its clock says. Pure; the components show it, hooks/useOfferWarnings.ts speaks it.
import type { Offer, Queue } from "../../client";
import type { Texts } from "../texts";

/** From this much time left on, the agent is warned once and told the key for a moment more. */
export const WARN_LEFT_MS = 30_000;
/** Offers shorter than this are not warned about again: their first announcement tells the time already. */
export const WARN_FROM_TOTAL_MS = 60_000;

export type TimeLeft =
  | { kind: "none" }
  | { kind: "minutes"; minutes: number }
  | { kind: "underMinute" }
  | { kind: "seconds"; seconds: 10 | 20 | 30 };

/** In few steps, so that the words seldom change: minutes, under a minute, then less than 30, 20 and 10 seconds. */
export function timeLeft(expiresMs: number, nowMs: number): TimeLeft {
  if (expiresMs === 0) return { kind: "none" };
  const left = expiresMs - nowMs;
  if (left > 60_000) return { kind: "minutes", minutes: Math.round(left / 60_000) };
  if (left > 30_000) return { kind: "underMinute" };
  return { kind: "seconds", seconds: left > 20_000 ? 30 : left > 10_000 ? 20 : 10 };
}

export function timeLeftWords(left: TimeLeft, texts: Texts["offers"]): string {
  switch (left.kind) {
    case "none": return texts.noLimit;
    case "minutes": return texts.leftMinutes(left.minutes);
    case "underMinute": return texts.leftUnderMinute;
    case "seconds": return texts.leftSeconds(left.seconds);
  }
}

/** When the words of `timeLeft` change next, in milliseconds from now; undefined = never. */
export function nextChangeMs(expiresMs: number, nowMs: number): number | undefined {
  if (expiresMs === 0) return undefined;
  const left = expiresMs - nowMs;
  if (left <= 10_000) return undefined;
  for (const step of [10_000, 20_000, 30_000, 60_000]) {
    if (left <= step * 2 && left > step) return left - step + 1;
  }
  // Minutes are rounded: they change at every half.
  const minutes = Math.round(left / 60_000);
  return Math.max(1, left - Math.max(60_000, (minutes - 0.5) * 60_000) + 1);
}

/** When to warn about an offer that was made, or prolonged, at `startedMs`; undefined = not at all. */
export function warningAtMs(startedMs: number, expiresMs: number): number | undefined {
  if (expiresMs === 0 || expiresMs - startedMs < WARN_FROM_TOTAL_MS) return undefined;
  return expiresMs - WARN_LEFT_MS;
}

/** The one that came first. */
export function oldestOffer(offers: readonly Offer[]): Offer | undefined {
  return offers[0];
}

/** The one that runs out first and can be prolonged. */
export function mostUrgentOffer(offers: readonly Offer[]): Offer | undefined {
  return offers
    .filter((offer) => offer.expiresMs > 0 && offer.prolongsLeft > 0)
    .reduce<Offer | undefined>((best, offer) => (best && best.expiresMs <= offer.expiresMs ? best : offer), undefined);
}

/** The topic's name for people; its key where the queue is not known. */
export function topicTitle(
  where: { queue: number; topic: string }, queues: readonly Queue[], language: string,
): string {
  const queue = queues.find((one) => one.queue === where.queue);
  const title = language.startsWith("zh") ? queue?.titleZh || queue?.titleEn : queue?.titleEn || queue?.titleZh;
  return title || where.topic;
}

/** How a shopper is called; some give no name. */
export function shopperName(name: string, texts: Texts["chats"]): string {
  return name.trim() || texts.shopper;
}
