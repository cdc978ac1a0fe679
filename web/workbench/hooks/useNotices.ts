// Things that happened without the agent's doing, kept in view until she has noted them: the lasting twin of what was
// spoken.
import { useEffect, useMemo, useState } from "react";
import { draftName, type Offer, type OfferEnd, type StoreEvent } from "../../client";
import { useDesk, useT } from "../desk/context";
import { offerGoneWords } from "../model/announcements";
import { shopperName } from "../model/offers";
import { helpDeclined, helpOf } from "../model/team";
import { hasEnded } from "../model/transcript";
import type { Texts } from "../texts";

/** Older ones give way; nobody reads a longer list. */
export const NOTICES_MAX = 5;

export interface Notice {
  readonly id: number;
  readonly text: string;
  /** A text of the agent's own that would be lost otherwise. */
  readonly ownText: string;
}

export interface NoticeList {
  readonly all: readonly Notice[];
  add(text: string, ownText?: string): void;
  dismiss(id: number): void;
}

type Kept =
  | { id: number; kind: "offer"; offer: Pick<Offer, "shopperName">; why: OfferEnd }
  | { id: number; kind: "chat"; shopper: string; ownText: string; helping: boolean }
  | { id: number; kind: "declined"; helper: string }
  | { id: number; kind: "text"; text: string; ownText: string };
/** Each kind of notice without its id. */
type New = Kept extends infer K ? (K extends Kept ? Omit<K, "id"> : never) : never;

export function useNotices(byMyself: ReadonlySet<string>): NoticeList {
  const desk = useDesk();
  const t = useT();
  const [kept, setKept] = useState<readonly Kept[]>([]);

  const change = useMemo(() => {
    let next = 1;
    return {
      add: (notice: New) => setKept((all) => [...all, { ...notice, id: next++ }].slice(-NOTICES_MAX)),
      dismiss: (id: number) => setKept((all) => all.filter((one) => one.id !== id)),
    };
  }, []);

  useEffect(() => desk.store.onEvent((event: StoreEvent) => {
    if (event.type === "offer-gone" && !byMyself.has(event.offer.conversation)) {
      if (offerGoneWords(event.why, "x", t) !== "") change.add({ kind: "offer", offer: event.offer, why: event.why });
    }
    if (event.type === "conversation-changed" && !byMyself.has(helpOf(event.conversation.id))) {
      const helper = helpDeclined(event.before, event.conversation);
      if (helper !== "") change.add({ kind: "declined", helper });
    }
    if (event.type !== "conversation-gone" || byMyself.has(event.conversation.id)) return;
    const { conversation } = event;
    const drafts = [false, true].map((whisper) => desk.store.drafts.get(draftName(conversation.id, whisper)));
    const unsent = [...conversation.pending.map((message) => message.text), ...drafts];
    const ownText = unsent.filter(Boolean).join("\n");
    const { shopperName: shopper, helping } = conversation;
    if (!hasEnded(conversation) || ownText) change.add({ kind: "chat", shopper, ownText, helping });
  }), [desk, t, change, byMyself]);

  return useMemo(() => ({
    all: kept.map((one) => shown(one, t)),
    add: (text: string, ownText = "") => change.add({ kind: "text", text, ownText }),
    dismiss: change.dismiss,
  }), [kept, t, change]);
}

function shown(one: Kept, t: Texts): Notice {
  if (one.kind === "text") return { id: one.id, text: one.text, ownText: one.ownText };
  if (one.kind === "chat") {
    const who = shopperName(one.shopper, t.chats);
    return { id: one.id, text: one.helping ? t.team.helpOver(who) : t.notices.gone(who), ownText: one.ownText };
  }
  if (one.kind === "declined") return { id: one.id, text: t.team.cannotHelp(one.helper), ownText: "" };
  return { id: one.id, text: offerGoneWords(one.why, shopperName(one.offer.shopperName, t.chats), t), ownText: "" };
}
