// The choices of presence as the picker shows them, and the agent's own limits in words. Pure.
import { Limit, Presence, type AgentSelf } from "../../client";
import type { Texts } from "../texts";
import { clockWords } from "./duration";

export interface PresenceChoice {
  readonly presence: Presence;
  readonly words: string;
  readonly hint: string;
  /** A sign beside the words: never the only thing that tells. */
  readonly icon: string;
  /** Her own settings refuse it now; the hint says why. */
  readonly refused: boolean;
}

/** What limits are told from: the pool's time, and the language of the page. */
export interface Around {
  readonly nowMs: number;
  readonly language: string;
  readonly texts: Texts;
}

type Standing = Pick<AgentSelf, "presence" | "limit" | "limitUntilMs">;

/** New chats may come. */
export function isReady(presence: Presence): boolean {
  return presence === Presence.AVAILABLE || presence === Presence.ON_DEMAND;
}

/** The limit not only spaces new chats, it ends her work for a while: being ready is refused until it is over. */
export function endsWork(limit: Limit): boolean {
  return limit === Limit.REST || limit === Limit.DAY || limit === Limit.QUIET;
}

export function presenceChoices(self: Standing, around: Around): readonly PresenceChoice[] {
  const texts = around.texts.presence;
  const reason = endsWork(self.limit) ? limitWords(self, around) : "";
  const choice = (presence: Presence, words: string, hint: string, icon: string): PresenceChoice => {
    const refused = reason !== "" && isReady(presence);
    return { presence, words, hint: refused ? reason : hint, icon, refused };
  };
  return [
    choice(Presence.AVAILABLE, texts.available, texts.availableHint, "●"),
    choice(Presence.ON_DEMAND, texts.onDemand, texts.onDemandHint, "①"),
    choice(Presence.FINISHING, texts.finishing, texts.finishingHint, "◐"),
    choice(Presence.RESTING, texts.resting, texts.restingHint, "‖"),
    choice(Presence.TRAINING, texts.training, texts.trainingHint, "△"),
    choice(Presence.OFFLINE, texts.offline, texts.offlineHint, "○"),
  ];
}

export function presenceWords(presence: Presence, texts: Texts["presence"]): string {
  switch (presence) {
    case Presence.AVAILABLE: return texts.available;
    case Presence.ON_DEMAND: return texts.onDemand;
    case Presence.FINISHING: return texts.finishing;
    case Presence.RESTING: return texts.resting;
    case Presence.TRAINING: return texts.training;
    case Presence.OFFLINE: return texts.offline;
  }
}

/** Which of her own settings keeps new chats away and until when; empty when none does, or when she wants none anyway. */
export function limitWords(self: Standing, { nowMs, language, texts }: Around): string {
  const until = self.limitUntilMs > 0 ? clockWords(self.limitUntilMs, nowMs, language) : "";
  switch (self.limit) {
    case Limit.PACE: return isReady(self.presence) ? texts.limits.pace(until) : "";
    case Limit.GAP: return isReady(self.presence) ? texts.limits.gap(until) : "";
    case Limit.REST: return self.presence === Presence.TRAINING && until === "" ? texts.limits.restAfterTraining : texts.limits.rest(until);
    case Limit.DAY: return texts.limits.day(until);
    case Limit.QUIET: return texts.limits.quiet(until);
    default: return "";
  }
}

/** The same with the reassurance that belongs to a limit that ends work. */
export function limitNotice(self: Standing, around: Around): string {
  const words = limitWords(self, around);
  const { limits, sentenceSeparator } = around.texts;
  return endsWork(self.limit) ? words + sentenceSeparator + limits.ownSetting : words;
}

/** Why readiness was refused. The limit itself may not have come yet. */
export function refusedWords(self: Standing | undefined, around: Around): string {
  return self && endsWork(self.limit) ? limitNotice(self, around) : around.texts.limits.refused;
}

/** Why there is nothing on offer, in words. */
export function noOffersWords(self: AgentSelf | undefined, around: Around): string {
  const texts = around.texts.offers;
  if (!self) return texts.none;
  if (self.arrivalsHeld && isReady(self.presence)) return texts.noneHeld;
  const limit = limitWords(self, around);
  if (limit !== "") return texts.none + around.texts.sentenceSeparator + limit;
  if (!isReady(self.presence)) return texts.noneNotAvailable;
  return self.presence === Presence.ON_DEMAND && self.load > 0 ? texts.noneOneChat : texts.none;
}
