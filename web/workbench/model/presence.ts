// The choices of presence as the picker shows them. Pure.
import { Presence } from "../../client";
import type { Texts } from "../texts";

export interface PresenceChoice {
  readonly presence: Presence;
  readonly words: string;
  readonly hint: string;
  /** A sign beside the words: never the only thing that tells. */
  readonly icon: string;
}

export function presenceChoices(texts: Texts["presence"]): readonly PresenceChoice[] {
  return [
    { presence: Presence.AVAILABLE, words: texts.available, hint: texts.availableHint, icon: "●" },
    { presence: Presence.FINISHING, words: texts.finishing, hint: texts.finishingHint, icon: "◐" },
    { presence: Presence.RESTING, words: texts.resting, hint: texts.restingHint, icon: "‖" },
    { presence: Presence.OFFLINE, words: texts.offline, hint: texts.offlineHint, icon: "○" },
  ];
}

/** Why there is nothing on offer, in words. */
export function noOffersWords(
  self: { presence: Presence; arrivalsHeld: boolean } | undefined, texts: Texts["offers"],
): string {
  if (self && self.presence !== Presence.AVAILABLE) return texts.noneNotAvailable;
  return self?.arrivalsHeld ? texts.noneHeld : texts.none;
}
