// Who the shopper is, how the chat stands, and everything that can be done with it.
import { Button } from "react-aria-components";
import { ConversationState, draftName, type Conversation } from "../../client";
import { WhyAnswer, WhyButton, useLanguage, useNow, useWhy } from "../../ui-shared";
import { useBench, useDesk, useDeskSnapshot, useKeys, useServerNow, useT } from "../desk/context";
import { waitingSinceMs } from "../model/chats";
import { durationWords } from "../model/duration";
import { ariaChord, type Action } from "../model/keymap";
import { languageName } from "../model/languages";
import { shopperName, topicTitle } from "../model/offers";
import { companyWords } from "../model/team";
import type { Texts } from "../texts";
import { Region } from "./Region";

interface ChatDetailsProps {
  chat: Conversation;
  gone: boolean;
  unread: number;
  toUnread: () => void;
}

export function ChatDetails({ chat, gone, unread, toUnread }: ChatDetailsProps) {
  const { selection, actions, dialogs } = useBench();
  const { queues } = useDeskSnapshot();
  const t = useT();
  const language = useLanguage();
  const now = useServerNow(useNow(15_000));
  const active = !gone && chat.state === ConversationState.ACTIVE;
  const wrapUp = !gone && chat.state === ConversationState.WRAP_UP;
  const since = waitingSinceMs(chat);
  const why = useWhy(chat.id);
  return (
    <Region name="details" label={t.regions.details} headingHidden className="wb-details">
      <div className="wb-who">
        <h3>{shopperName(chat.shopperName, t.chats)}</h3>
        <p>{chat.shopName} · {topicTitle(chat, queues, language)} · {languageName(chat.language, language)}</p>
      </div>
      {!gone && <Company chat={chat} />}
      <p className="wb-standing">{standing(chat, active, t).join(" · ")}
        {active && since !== undefined && <> · {t.chats.waits(durationWords(now - since, t.time))}</>}
      </p>
      {wrapUp && (
        <p className="y-notice">
          {t.chat.wrapUp}
          {chat.wrapUpUntilMs > 0 && ` ${t.chat.wrapUpEnds(durationWords(chat.wrapUpUntilMs - now, t.time))}`}
        </p>
      )}
      {!active && !wrapUp && <p className="y-notice">{t.chat.over}</p>}
      {!active && <Unsent chat={chat} />}
      <div className="wb-buttons">
        {active && !chat.helping && (
          <>
            <Act action="hold" onPress={() => actions.hold(chat.id, !chat.onHold)}>
              {chat.onHold ? t.chat.unhold : t.chat.hold}
            </Act>
            <Act action="transfer" onPress={() => dialogs.show({ name: "transfer", chat: chat.id })}>{t.chat.transfer}</Act>
            <HelpButton chat={chat} />
            <Act action="resolve" onPress={() => dialogs.show({ name: "resolve", chat: chat.id })}>{t.chat.resolve}</Act>
          </>
        )}
        {active && chat.helping && <HelpButton chat={chat} />}
        {wrapUp && <Act action="wrapUpDone" onPress={() => actions.wrapUpDone(chat.id)}>{t.chat.wrapUpDone}</Act>}
        {!active && !wrapUp && <Button className="y-button" onPress={selection.leave}>{t.chat.leave}</Button>}
        <WhyButton why={why}>{t.chat.whyMe}</WhyButton>
        {/* Always there and last, so that an arriving message moves nothing. */}
        <Act action="jumpToUnread" onPress={toUnread}>
          {unread > 0 ? t.messages.toUnread(unread) : t.messages.toNewest}
        </Act>
      </div>
      <WhyAnswer why={why} label={t.chat.whyMe} />
    </Region>
  );
}

/** Who is there besides her and the shopper. Whoever is watched always sees it. */
function Company({ chat }: { chat: Conversation }) {
  const t = useT();
  const words = companyWords(chat, t);
  if (words.length === 0) return null;
  return (
    <ul className="wb-plain wb-company" role="list">
      {words.map((one) => <li key={one}><span aria-hidden="true">◉ </span>{one}</li>)}
    </ul>
  );
}

/** Asks for help; while somebody helps or is asked, ends that. */
function HelpButton({ chat }: { chat: Conversation }) {
  const { actions, dialogs } = useBench();
  const t = useT();
  const words = chat.helping ? t.team.leaveHelp
    : chat.helperName ? t.team.endHelp(chat.helperName)
    : chat.helpAsked ? t.team.takeBack(chat.helpAsked) : t.team.askHelp;
  const ends = chat.helping || chat.helperName !== "" || chat.helpAsked !== "";
  const press = () => (ends ? actions.endHelp(chat) : dialogs.show({ name: "askHelp", chat: chat.id }));
  return <Act action="askHelp" onPress={press}>{words}</Act>;
}

/** What was being written when the chat ended: it can still be read and copied. */
function Unsent({ chat }: { chat: Conversation }) {
  const { store } = useDesk();
  const t = useT();
  const draft = [false, true].map((whisper) => store.drafts.get(draftName(chat.id, whisper))).filter(Boolean).join("\n");
  if (draft === "") return null;
  return <p className="wb-notice">{t.notices.ownText} <span className="wb-own-text" lang={chat.language}>{draft}</span></p>;
}

/** What is so about the chat now, in words. */
function standing(chat: Conversation, active: boolean, t: Texts): string[] {
  const words: string[] = [];
  if (active && chat.messageLeft) words.push(`${t.chat.contact}: ${chat.contact || t.chat.noContact}`);
  else if (active) words.push(chat.peerOnline ? t.chat.online : t.chat.lineLost);
  if (active && chat.onHold) words.push(t.chats.onHold);
  if (chat.stars > 0) words.push(t.chat.stars(chat.stars));
  return words;
}

function Act({ action, onPress, children }: { action: Action; onPress: () => void; children: string }) {
  const key = useKeys();
  return (
    <Button className="y-button" aria-keyshortcuts={ariaChord(key(action))} onPress={onPress}>{children}</Button>
  );
}
