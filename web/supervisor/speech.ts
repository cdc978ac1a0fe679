// What is spoken of the chat that is open: messages through the burst gate of the workbench, so that a quick chat does
// not drown everything else, and its other events in their words.
import { useEffect, useRef } from "react";
import { EndReason, EntryKind, Part, type Conversation, type Entry } from "../client";
import { announcer, language } from "../ui-shared";
import { arrivalsUtterance, type Arrival } from "../workbench/model/announcements";
import { BurstGate } from "../workbench/model/bursts";
import { shopperName } from "../workbench/model/offers";
import { eventWords, isWhisper } from "../workbench/model/transcript";
import { textsFor } from "../workbench/texts";
import { useControl, useWords } from "./control";

/** A message or whisper as it is told; undefined for everything else. */
export function arrivalOf(chat: Conversation, entry: Entry, shopper: string): Arrival | undefined {
  const whisper = isWhisper(entry);
  if (entry.kind !== EntryKind.MESSAGE && !whisper) return undefined;
  return {
    conversation: chat.id, sender: entry.name || shopper, text: entry.text, shop: chat.shopName,
    language: entry.language || chat.language, whisperAbout: whisper ? shopper : "",
  };
}

const keepersDoing: ReadonlySet<EntryKind> = new Set([EntryKind.HELD, EntryKind.UNHELD, EntryKind.ENDED]);

/** What came of one's own deed is told already. */
export function isOwnDoing(chat: Conversation, entry: Entry, myName: string): boolean {
  if (entry.kind === EntryKind.ENDED && entry.endReason !== EndReason.RESOLVED) return false;
  return (entry.name !== "" && entry.name === myName) || (chat.part === Part.TAKE && keepersDoing.has(entry.kind));
}

export function useSpokenChat(id: string): void {
  const { store } = useControl();
  const { t } = useWords();
  const gone = useRef(t.gone);
  useEffect(() => {
    gone.current = t.gone;
  });
  useEffect(() => {
    const gate = new BurstGate<Arrival>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const arm = () => {
      if (timer === undefined && gate.nextDueMs !== undefined) timer = setTimeout(flush, Math.max(0, gate.nextDueMs - Date.now()));
    };
    const flush = () => {
      timer = undefined;
      const taken = gate.take(Date.now());
      const told = taken && arrivalsUtterance(taken.items, taken.more, "full", textsFor(language()), textsFor);
      if (told) announcer.polite(told.text, told.language);
      arm();
    };
    const unwatch = store.onEvent((event) => {
      if (event.type === "conversation-gone" && event.conversation.id === id) announcer.polite(gone.current);
      if (event.type !== "entry" || event.conversation.id !== id) return;
      const texts = textsFor(language());
      const shopper = shopperName(event.conversation.shopperName, texts.chats);
      const arrival = arrivalOf(event.conversation, event.entry, shopper);
      if (!arrival && isOwnDoing(event.conversation, event.entry, store.getSnapshot().name)) return;
      if (!arrival) return announcer.polite(eventWords(event.entry, event.conversation, texts));
      gate.push(arrival, Date.now());
      arm();
    });
    return () => {
      unwatch();
      clearTimeout(timer);
    };
  }, [store, id]);
}
