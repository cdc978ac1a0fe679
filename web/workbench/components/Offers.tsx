// Chats on offer, each with what is needed to decide and a calm clock; and notices of what became of earlier ones.
import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import type { Offer } from "../../client";
import { useLanguage, useNow } from "../../ui-shared";
import { useBench, useDesk, useDeskSnapshot, useKeys, useServerNow, useT } from "../desk/context";
import { durationWords } from "../model/duration";
import { ariaChord } from "../model/keymap";
import { languageName } from "../model/languages";
import {
  mostUrgentOffer, nextChangeMs, oldestOffer, shopperName, timeLeft, timeLeftWords, topicTitle,
} from "../model/offers";
import { noOffersWords } from "../model/presence";
import { Notices } from "./Notices";
import { Region } from "./Region";

export function Offers() {
  const t = useT();
  const { offers, self } = useDeskSnapshot();
  const around = { nowMs: useServerNow(useNow(15_000)), language: useLanguage(), texts: t };
  return (
    <Region name="offers" label={t.regions.offers} className="wb-offers">
      <Notices />
      {offers.length === 0
        ? <p className="wb-soft">{noOffersWords(self, around)}</p>
        : (
          <ul className="wb-plain" role="list">
            {offers.map((offer) => <OfferCard key={offer.conversation} offer={offer} offers={offers} />)}
          </ul>
        )}
    </Region>
  );
}

function OfferCard({ offer, offers }: { offer: Offer; offers: readonly Offer[] }) {
  const { actions, dialogs } = useBench();
  const { queues } = useDeskSnapshot();
  const t = useT();
  const language = useLanguage();
  const key = useKeys();
  const now = useServerNow(useNow(15_000));
  const oldest = oldestOffer(offers) === offer;
  const urgent = mostUrgentOffer(offers) === offer;
  const who = shopperName(offer.shopperName, t.chats);
  const heading = `offer-${offer.conversation}`;
  return (
    <li className="wb-offer" aria-labelledby={heading}>
      <h3 id={heading}>{t.offers.from(who, offer.shopName)}</h3>
      <InPerson offer={offer} />
      <p className="wb-opening" lang={offer.language}>{offer.opening}</p>
      <dl className="wb-facts">
        <div><dt>{t.offers.topic}</dt><dd>{topicTitle(offer, queues, language)}</dd></div>
        <div><dt>{t.offers.language}</dt><dd>{languageName(offer.language, language)}</dd></div>
        <div><dt>{t.offers.waiting}</dt><dd>{durationWords(now - offer.arrivalMs, t.time)}</dd></div>
      </dl>
      {offer.returning && <p className="wb-soft">{t.offers.returning}</p>}
      {offer.messageLeft && <p className="wb-soft">{t.offers.messageLeft}</p>}
      <OfferClock expiresMs={offer.expiresMs} />
      <div className="wb-buttons">
        <Button className="y-button y-primary" data-region-start={oldest ? "" : undefined} aria-describedby={heading}
          aria-keyshortcuts={oldest ? ariaChord(key("acceptOffer")) : undefined} onPress={() => actions.accept(offer)}>
          {offer.help ? t.team.acceptHelp : t.offers.accept}
        </Button>
        {offer.expiresMs > 0 && offer.prolongsLeft > 0 && (
          <Button className="y-button" aria-describedby={heading}
            aria-keyshortcuts={urgent ? ariaChord(key("moreTime")) : undefined} onPress={() => actions.moreTime(offer)}>
            {t.offers.moreTime} ({t.offers.moreTimeLeft(offer.prolongsLeft)})
            {urgent && key("moreTime") && <kbd>{key("moreTime")}</kbd>}
          </Button>
        )}
        <Button className="y-button" aria-describedby={heading}
          onPress={() => dialogs.show({ name: "decline", offer: offer.conversation })}>{t.offers.decline}</Button>
      </div>
    </li>
  );
}

/** A colleague stands behind it: who, and what for. */
function InPerson({ offer }: { offer: Offer }) {
  const t = useT();
  const { help, fromName } = offer;
  if (!help && fromName === "") return null;
  const words = !help ? t.team.offerInPerson(fromName)
    : fromName === "" ? t.team.offerHelpUnknown : t.team.offerHelp(fromName);
  return <p className="wb-in-person"><span aria-hidden="true">{help ? "☞ " : "→ "}</span>{words}</p>;
}

/** Changes only when its words change. Not a live region: the warning is spoken once, elsewhere. */
function OfferClock({ expiresMs }: { expiresMs: number }) {
  const { store } = useDesk();
  const t = useT();
  const [now, setNow] = useState(() => store.serverNow());
  useEffect(() => {
    const wait = nextChangeMs(expiresMs, now);
    if (wait === undefined) return;
    const timer = setTimeout(() => setNow(store.serverNow()), Math.max(50, wait));
    return () => clearTimeout(timer);
  }, [expiresMs, now, store]);
  useEffect(() => setNow(store.serverNow()), [expiresMs, store]);
  return <p className="wb-clock"><span aria-hidden="true">◷ </span>{timeLeftWords(timeLeft(expiresMs, now), t.offers)}</p>;
}
