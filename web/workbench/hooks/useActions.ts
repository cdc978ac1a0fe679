// Everything that an agent can do, in one place: sends the command, says what came of it, and moves the page along.
// Buttons and shortcuts both call these.
import { useEffect, useMemo, useRef } from "react";
import {
  ErrorCode, Presence, type AgentChoice, type Conversation, type DeclineReason, type Offer, type Result, type Target,
} from "../../client";
import { errorWords, language } from "../../ui-shared";
import { useDesk, useT } from "../desk/context";
import { mostUrgentOffer, shopperName, timeLeft, timeLeftWords } from "../model/offers";
import { refusedWords } from "../model/presence";
import { helpOf } from "../model/team";
import type { Selection } from "./useSelection";

/** Events that follow an action of the agent's own come within this time of its answer. */
const OWN_DOING_MS = 5_000;

export interface Actions {
  setPresence(presence: Presence): void;
  resumeArrivals(): void;
  accept(offer: Offer): void;
  decline(offer: Offer, reason: DeclineReason): void;
  moreTime(offer: Offer | undefined): void;
  hold(chat: string, on: boolean): void;
  /** To a queue, a colleague or back; `label` names it. True when it was done. */
  handOn(chat: string, to: Target, note: string, label: string): Promise<boolean>;
  askHelp(chat: string, colleague: AgentChoice): Promise<boolean>;
  /** The agent's own help, a helper's, or a request that nobody has answered. */
  endHelp(chat: Conversation): void;
  resolve(chat: string): Promise<boolean>;
  wrapUpDone(chat: string): void;
  signOut(): Promise<void>;
}

export interface ActionNeeds {
  selection: Selection;
  /** Ids of chats and offers that the agent herself just changed; others ask it before they tell her. */
  byMyself: Set<string>;
  /** Called when an accepted chat has come. */
  onAccepted: (chat: string) => void;
  /** Called when signing out begins, and when it is done. */
  onLeaving: () => void;
  onSignedOut: () => void;
}

export function useActions(needs: ActionNeeds): Actions {
  const { store, speaker, api } = useDesk();
  const t = useT();
  const latest = useRef({ ...needs, t });
  useEffect(() => {
    latest.current = { ...needs, t };
  });

  // An accepted chat is opened when it comes, which may be before or after the answer.
  const accepting = useRef(new Set<string>());
  useEffect(() => store.onEvent((event) => {
    const { byMyself, selection, onAccepted } = latest.current;
    if (event.type === "conversation-new" && accepting.current.delete(event.conversation.id)) {
      onAccepted(event.conversation.id);
    }
    if (event.type === "conversation-gone" && byMyself.has(event.conversation.id)) {
      if (selection.id === event.conversation.id) selection.leave();
    }
  }), [store]);

  return useMemo(() => {
    const tell = (result: Result): boolean => {
      if (!result.ok) speaker.assertive(errorWords(result.error, language()));
      return result.ok;
    };
    /** What goes to one person is refused when she has become busy; the words for other refusals speak of the chat. */
    const tellPerson = (result: Result, inPerson: boolean): boolean => {
      if (!inPerson || result.error !== ErrorCode.WRONG_STATE) return tell(result);
      speaker.assertive(latest.current.t.team.notTaken);
      return false;
    };
    const tellPresence = (result: Result): void => {
      // Only her own limits refuse a presence; the words for other refusals speak of a chat.
      if (result.ok || result.error !== ErrorCode.WRONG_STATE) return void tell(result);
      const around = { nowMs: store.serverNow(), language: language(), texts: latest.current.t };
      speaker.assertive(refusedWords(store.getSnapshot().self, around));
    };
    const mine = async (id: string, doing: Promise<Result>): Promise<Result> => {
      const { byMyself } = latest.current;
      byMyself.add(id);
      const result = await doing;
      if (result.ok) setTimeout(() => byMyself.delete(id), OWN_DOING_MS);
      else byMyself.delete(id);
      return result;
    };
    const leaveIfOpen = (chat: string) => {
      if (latest.current.selection.id === chat) latest.current.selection.leave();
    };
    return {
      setPresence: (presence) => {
        // Offers are withdrawn by it, and chats go back to their queues: her own doing, not news.
        const { offers, conversations } = store.getSnapshot();
        const touched = presence === Presence.OFFLINE ? conversations.map((chat) => chat.id) : [];
        const doing = store.setPresence(presence).then((result) => (tellPresence(result), result));
        for (const id of [...offers.map((offer) => offer.conversation), ...touched]) void mine(id, doing);
      },
      resumeArrivals: () => void store.resumeArrivals().then(tell),
      accept: async (offer) => {
        accepting.current.add(offer.conversation);
        const result = await mine(offer.conversation, store.accept(offer.conversation));
        if (result.ok) return;
        accepting.current.delete(offer.conversation);
        const { t } = latest.current;
        speaker.assertive(t.offers.acceptFailed(shopperName(offer.shopperName, t.chats)));
      },
      decline: (offer, reason) => void mine(offer.conversation, store.decline(offer.conversation, reason)).then(tell),
      moreTime: async (chosen) => {
        const offer = chosen ?? mostUrgentOffer(store.getSnapshot().offers);
        if (!offer) return speaker.polite(latest.current.t.offers.none);
        if (!tell(await store.prolong(offer.conversation))) return;
        const { t } = latest.current;
        const now = store.getSnapshot().offers.find((one) => one.conversation === offer.conversation);
        if (now) speaker.polite(t.offers.moreTimeDone(timeLeftWords(timeLeft(now.expiresMs, store.serverNow()), t.offers)));
      },
      hold: (chat, on) => void store.hold(chat, on).then((result) => {
        const { t } = latest.current;
        if (tell(result)) speaker.polite(on ? t.events.held : t.events.unheld);
      }),
      handOn: async (chat, to, note, label) => {
        const { transfer, team } = latest.current.t;
        if (!tellPerson(await mine(chat, store.handOn(chat, to, note)), !("queue" in to))) return false;
        leaveIfOpen(chat);
        speaker.polite("queue" in to ? transfer.done(label) : team.handedTo(label));
        return true;
      },
      askHelp: async (chat, { agent, name }) => {
        if (!tellPerson(await store.askHelp(chat, agent), true)) return false;
        speaker.polite(latest.current.t.team.asked(name));
        return true;
      },
      endHelp: async ({ id, helpAsked, helping }) => {
        const { team } = latest.current.t;
        if (!tell(await mine(helpOf(id), mine(id, store.endHelp(id))))) return;
        if (helping) leaveIfOpen(id);
        speaker.polite(helpAsked ? team.requestEnded(helpAsked) : team.helpEnded);
      },
      resolve: async (chat) => {
        if (!tell(await mine(chat, store.resolve(chat)))) return false;
        speaker.polite(latest.current.t.events.resolved);
        return true;
      },
      wrapUpDone: async (chat) => {
        if (!tell(await mine(chat, store.wrapUpDone(chat)))) return;
        leaveIfOpen(chat);
        speaker.polite(latest.current.t.chat.wrapUpIsDone);
      },
      signOut: async () => {
        latest.current.onLeaving();
        await store.logout();
        await api.logout();
        latest.current.onSignedOut();
      },
    } satisfies Actions;
  }, [store, speaker, api]);
}
