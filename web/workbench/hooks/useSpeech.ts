// Speaks what happens: hands the store's events to model/announcements.ts, gathers messages through the burst gate, and
// sums up what came in while the line was down.
import { useEffect, useRef } from "react";
import { useDesk, useKeys, useSettings, useT } from "../desk/context";
import type { Conversation } from "../../client";
import { useLanguage } from "../../ui-shared";
import {
  arrivalsUtterance, reactionTo, type Arrival, type SpeechContext,
} from "../model/announcements";
import { BurstGate } from "../model/bursts";
import { unreadTotals } from "../model/chats";
import { shopperName } from "../model/offers";
import { isShopperMessage } from "../model/transcript";
import { textsFor } from "../texts";
import { useNoticeSpeech } from "./useNoticeSpeech";

/** Pages of a resume come one after another; the sum is told when they have settled. */
const MISSED_SETTLE_MS = 1_000;

type Speaking = Omit<SpeechContext, "nowMs" | "queues" | "baseline" | "myName">;

export function useSpeech(selected: string | undefined, byMyself: ReadonlySet<string>): void {
  const { store, speaker } = useDesk();
  const language = useLanguage();
  const level = useSettings().speech;
  const context: Speaking = { texts: useT(), language, level, selected, byMyself, key: useKeys() };
  const wasSet = useNoticeSpeech();
  const current = useRef(context);
  useEffect(() => {
    current.current = context;
  });

  useEffect(() => {
    const gate = new BurstGate<Arrival>();
    const baselines = new Map<string, number>();
    const fresh = new Set<string>(); // chats whose transcript has not come yet
    let gateTimer: ReturnType<typeof setTimeout> | undefined;
    let missedTimer: ReturnType<typeof setTimeout> | undefined;

    const flush = () => {
      gateTimer = undefined;
      const { level, texts } = current.current;
      const taken = gate.take(Date.now());
      if (taken) speaker.say(arrivalsUtterance(taken.items, taken.more, level, texts, textsFor));
      arm();
    };
    const arm = () => {
      if (gateTimer !== undefined || gate.nextDueMs === undefined) return;
      gateTimer = setTimeout(flush, Math.max(0, gate.nextDueMs - Date.now()));
    };
    const tellMissed = () => {
      const { messages, chats } = unreadTotals(store.getSnapshot().conversations);
      if (messages > 0) speaker.polite(current.current.texts.notices.unread(messages, chats));
    };

    // A chat that came without being offered first brings its question along.
    const tellOpening = (chat: Conversation) => {
      const asked = chat.entries.findLast(isShopperMessage);
      const { byMyself, level, texts } = current.current;
      if (!asked || level === "off" || byMyself.has(chat.id)) return;
      gate.push({
        conversation: chat.id, sender: shopperName(chat.shopperName, texts.chats), text: asked.text,
        shop: chat.shopName, language: asked.language || chat.language, whisperAbout: "",
      }, Date.now());
      arm();
    };

    const unwatch = store.onEvent((event) => {
      if (event.type === "conversation-new") {
        fresh.add(event.conversation.id);
        baselines.set(event.conversation.id, event.conversation.entryCount);
      }
      if (event.type === "conversation-gone") baselines.delete(event.conversation.id);
      if (event.type === "missed" && fresh.delete(event.conversation.id)) tellOpening(event.conversation);
      else if (event.type === "missed") {
        clearTimeout(missedTimer);
        missedTimer = setTimeout(tellMissed, MISSED_SETTLE_MS);
      }
      if (event.type === "message-failed") {
        const { texts } = current.current;
        const name = store.conversation(event.conversation)?.shopperName ?? "";
        speaker.assertive(texts.spoken.sendFailed(shopperName(name, texts.chats)));
      }
      const reaction = reactionTo(event, {
        ...current.current,
        nowMs: store.serverNow(),
        queues: store.getSnapshot().queues,
        myName: store.getSnapshot().name,
        baseline: (id) => baselines.get(id) ?? 0,
      });
      const isPresence = event.type === "self" && event.before?.presence !== event.self.presence;
      if (reaction?.kind === "say" && !(isPresence && wasSet())) speaker.say(reaction.utterance);
      if (reaction?.kind === "arrival") {
        gate.push(reaction.arrival, Date.now());
        arm();
      }
    });
    return () => {
      unwatch();
      clearTimeout(gateTimer);
      clearTimeout(missedTimer);
    };
  }, [store, speaker, wasSet]);
}
