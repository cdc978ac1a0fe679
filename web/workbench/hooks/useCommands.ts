// What each shortcut does. Where an action is not possible now, the reason is said: a key that does nothing leaves
// somebody who cannot see the page guessing.
import { language } from "../../ui-shared";
import { useDesk, useT } from "../desk/context";
import { isOver, longestWaiting } from "../model/chats";
import { ConversationState, type Conversation } from "../../client";
import { placeOfAction, type Action } from "../model/keymap";
import { oldestOffer } from "../model/offers";
import type { Places } from "../model/places";
import { noOffersWords } from "../model/presence";
import type { Actions } from "./useActions";
import type { DialogState } from "./useDialogs";
import type { RegionFocus } from "./regionFocus";
import type { Selection } from "./useSelection";

interface Needs {
  selection: Selection;
  dialogs: DialogState;
  actions: Actions;
  places: Places;
  regions: RegionFocus;
  jumpToUnread: () => boolean;
  turnWhisper: () => void;
}

export function useCommands(
  { selection, dialogs, actions, places, regions, jumpToUnread, turnWhisper }: Needs,
): (action: Action) => void {
  const { store, speaker } = useDesk();
  const t = useT();

  const openPlace = (place: number) => {
    const id = [...places].find(([, one]) => one === place)?.[0];
    if (id) selection.select(id);
    else speaker.polite(t.chats.noSuchChat(place));
  };
  const openLongestWaiting = () => {
    const chat = longestWaiting(store.getSnapshot().conversations, selection.id);
    if (chat) selection.select(chat.id);
    else speaker.polite(t.chats.nobodyWaits);
  };
  const withOpenChat = (state: ConversationState, run: (chat: Conversation) => void) => {
    const { chat, gone } = selection;
    if (!chat) speaker.polite(t.chat.pick);
    else if (gone || chat.state !== state) speaker.polite(isOver(chat) ? t.chat.over : t.chat.actionFailed);
    else run(chat);
  };
  // Whoever only helps cannot hand the chat on, hold it or end it.
  const withOwnChat = (run: (chat: Conversation) => void) => withOpenChat(ConversationState.ACTIVE, (chat) => (
    chat.helping ? speaker.polite(t.chat.actionFailed) : run(chat)
  ));
  const turnHelp = (chat: Conversation) => {
    if (chat.helping || chat.helperName || chat.helpAsked) actions.endHelp(chat);
    else dialogs.show({ name: "askHelp", chat: chat.id });
  };

  return (action) => {
    const place = placeOfAction(action);
    if (place !== undefined) return openPlace(place);
    const { offers, self } = store.getSnapshot();
    const offer = oldestOffer(offers);
    const noOffers = () => speaker.polite(noOffersWords(self, { nowMs: store.serverNow(), language: language(), texts: t }));
    switch (action) {
      case "nextRegion": return void regions.step(1);
      case "previousRegion": return void regions.step(-1);
      case "longestWaiting": return openLongestWaiting();
      case "jumpToUnread": return void (jumpToUnread() || speaker.polite(t.chat.pick));
      case "goToOffers": return offer ? void regions.enter("offers", { fresh: true }) : noOffers();
      case "acceptOffer": return offer ? actions.accept(offer) : noOffers();
      case "moreTime": return actions.moreTime(undefined);
      case "resumeArrivals": return self?.arrivalsHeld ? actions.resumeArrivals() : speaker.polite(t.held.notHeld);
      case "replies": return withOpenChat(ConversationState.ACTIVE, () => dialogs.show({ name: "replies" }));
      case "whisper": return withOpenChat(ConversationState.ACTIVE, turnWhisper);
      case "hold": return withOwnChat((chat) => actions.hold(chat.id, !chat.onHold));
      case "transfer": return withOwnChat((chat) => dialogs.show({ name: "transfer", chat: chat.id }));
      case "askHelp": return withOpenChat(ConversationState.ACTIVE, turnHelp);
      case "resolve": return withOwnChat((chat) => dialogs.show({ name: "resolve", chat: chat.id }));
      case "wrapUpDone": return withOpenChat(ConversationState.WRAP_UP, (chat) => actions.wrapUpDone(chat.id));
      case "sayAgain": return speaker.again(t.notices.nothingSpoken);
      case "help": return dialogs.show({ name: "help" });
    }
  };
}
