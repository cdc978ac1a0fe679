// A signed-in agent's page: puts the state of the page together and lays out its regions.
import { useEffect, useMemo, useRef, useState } from "react";
import { useLanguage } from "../../ui-shared";
import { BenchContext, useDesk, useDeskSnapshot, useT, type Bench } from "../desk/context";
import { useActions } from "../hooks/useActions";
import { useCommands } from "../hooks/useCommands";
import { useDialogs } from "../hooks/useDialogs";
import { useNotices } from "../hooks/useNotices";
import { useOfferWarnings } from "../hooks/useOfferWarnings";
import { useReading } from "../hooks/useReading";
import { useRegions } from "../hooks/useRegions";
import { useSelection } from "../hooks/useSelection";
import { useShortcuts } from "../hooks/useShortcuts";
import { useSpeech } from "../hooks/useSpeech";
import { unreadTotals } from "../model/chats";
import { shopperName } from "../model/offers";
import { assignPlaces, type Places } from "../model/places";
import { ChatList } from "./ChatList";
import { ChatPanel, type ChatPanelHandle } from "./ChatPanel";
import { Dialogs } from "./Dialogs";
import { Offers } from "./Offers";
import { SignInAgain } from "./SignInAgain";
import { StatusBar } from "./StatusBar";

export function Workbench({ onSignedOut }: { onSignedOut: () => void }) {
  const { speaker } = useDesk();
  const t = useT();
  const { conversations } = useDeskSnapshot();
  const [leaving, setLeaving] = useState(false);
  const [byMyself] = useState(() => new Set<string>());
  const panel = useRef<ChatPanelHandle>(null);

  const regions = useRegions();
  const selection = useSelection();
  const dialogs = useDialogs();
  const notices = useNotices(byMyself);
  const actions = useActions({
    selection, byMyself, onSignedOut,
    onLeaving: () => setLeaving(true),
    onAccepted: (chat) => selection.select(chat),
  });
  const places = usePlaces(conversations.map((chat) => chat.id));

  useSpeech(selection.id, byMyself);
  useOfferWarnings();
  useReading(selection.gone ? undefined : selection.id, selection.chat?.entries.at(-1)?.n ?? 0);
  useTitle(unreadTotals(conversations).messages);
  useShortcuts(useCommands({
    selection, dialogs, actions, places, regions, jumpToUnread: () => panel.current?.toUnread() ?? false,
    turnWhisper: () => panel.current?.turnWhisper(),
  }));

  // Opening a chat is the agent's own doing: focus goes to its text field, and the chat is named.
  const { asked, chat } = selection;
  const place = chat ? places.get(chat.id) ?? 0 : 0;
  useEffect(() => {
    if (asked === 0 || !chat) return;
    if (!regions.enter("write")) regions.enter("details");
    speaker.polite(t.chats.opened(place, shopperName(chat.shopperName, t.chats)));
    // Only when asked for again, not whenever the chat changes.
  }, [asked, chat?.id]);

  const bench = useMemo<Bench>(
    () => ({ selection, dialogs, notices, actions, places }),
    [selection, dialogs, notices, actions, places],
  );
  return (
    <BenchContext value={bench}>
      <div className="wb-frame">
        <div className="wb-bench">
          <StatusBar />
          <div className="wb-side">
            <Offers />
            <ChatList />
          </div>
          <ChatPanel ref={panel} />
        </div>
      </div>
      <Dialogs insert={(text) => panel.current?.insert(text)} />
      {!leaving && <SignInAgain />}
    </BenchContext>
  );
}

function usePlaces(chats: readonly string[]): Places {
  const kept = useRef<Places>(new Map());
  const ids = chats.join(" ");
  return useMemo(() => {
    kept.current = assignPlaces(kept.current, ids === "" ? [] : ids.split(" "));
    return kept.current;
  }, [ids]);
}

function useTitle(unread: number): void {
  const t = useT();
  const language = useLanguage();
  useEffect(() => {
    document.title = unread > 0 ? t.titleUnread(unread) : t.title;
  }, [unread, t, language]);
}
