// Warns once, politely, before an offer runs out, and again after each prolonging. The first announcement of an offer
// is useSpeech's.
import { useEffect, useRef } from "react";
import { useDesk, useDeskSnapshot, useKeys, useSettings, useT } from "../desk/context";
import { shopperName, warningAtMs } from "../model/offers";

export function useOfferWarnings(): void {
  const { store, speaker } = useDesk();
  const { offers } = useDeskSnapshot();
  const level = useSettings().speech;
  const t = useT();
  const key = useKeys();
  const armed = useRef(new Map<string, { expiresMs: number; timer: ReturnType<typeof setTimeout> | undefined }>());
  const speak = useRef<(shopper: string) => void>(() => undefined);
  useEffect(() => {
    speak.current = (shopper) => {
      if (level !== "off") speaker.polite(t.offers.warning(shopperName(shopper, t.chats), key("moreTime")));
    };
  });

  useEffect(() => {
    const timers = armed.current;
    for (const [id, { timer }] of timers) {
      if (offers.some((offer) => offer.conversation === id)) continue;
      clearTimeout(timer);
      timers.delete(id);
    }
    for (const offer of offers) {
      const before = timers.get(offer.conversation);
      if (before?.expiresMs === offer.expiresMs) continue;
      clearTimeout(before?.timer);
      const now = store.serverNow();
      const at = warningAtMs(now, offer.expiresMs);
      const timer = at === undefined ? undefined : setTimeout(() => speak.current(offer.shopperName), at - now);
      timers.set(offer.conversation, { expiresMs: offer.expiresMs, timer });
    }
  }, [offers, store]);

  useEffect(() => () => {
    for (const { timer } of armed.current.values()) clearTimeout(timer);
    armed.current.clear();
  }, []);
}
