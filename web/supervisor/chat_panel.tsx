// One chat in which the supervisor has a part: what is said in it, live; what she can do with it; and the field in which
// she whispers to colleagues or, once she has joined, writes to the shopper. Rows and words of the transcript are the
// workbench's.
import { useEffect, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { Part, takesMessages, type Conversation } from "../client";
import { WhyAnswer, WhyButton, clockTime, errorWords, isoTime, useWhy } from "../ui-shared";
import { WhisperMark } from "../workbench/components/WhisperMark";
import { companyWords } from "../workbench/model/team";
import { ROWS_SHOWN, ROWS_STEP, pendingWords, transcriptView, type TranscriptRow } from "../workbench/model/transcript";
import { textsFor } from "../workbench/texts";
import { Composer } from "./composer";
import { OutcomeLine, useControl, useControlSnapshot, useWords } from "./control";
import { focusRow, showFrom, useKeptFocus } from "./hooks";
import { deedsFor, nameOf, queueTitle, type Deed } from "./model";
import { useSpokenChat } from "./speech";

/** Which chat is open, as it is now or as it was last. */
function useOpenChat(id: string): { chat: Conversation | undefined; gone: boolean } {
  const { conversations } = useControlSnapshot();
  const last = useRef<Conversation>(undefined);
  const live = conversations.find((one) => one.id === id);
  if (live) last.current = live;
  return { chat: live ?? (last.current?.id === id ? last.current : undefined), gone: !live };
}

export function ChatPanel({ id }: { id: string }) {
  const { showChat } = useControl();
  const { t } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const panel = useRef<HTMLElement>(null);
  const { chat, gone } = useOpenChat(id);
  const isHere = chat !== undefined;
  useEffect(() => showFrom(heading.current), [id, isHere]);
  useSpokenChat(id);
  // Buttons come and go with what the chat is; whoever was on one that went is taken to the heading.
  useKeptFocus(panel, heading, gone ? "gone" : chat);

  const close = () => {
    showChat(undefined);
    focusRow(id);
  };
  return (
    <section className="panel chat" aria-labelledby="chat-title" ref={panel}>
      <div className="tools head">
        <h2 id="chat-title" tabIndex={-1} ref={heading}>{chat ? t.transcript(nameOf(chat, t)) : t.opening}</h2>
        {(gone || !chat) && <Button className="y-button" onPress={close}>{t.close}</Button>}
      </div>
      {chat && <OpenChat key={id} chat={chat} gone={gone} />}
      {!chat && <OutcomeLine place={`chat ${id}`} />}
    </section>
  );
}

const partWords = { [Part.NONE]: "", [Part.WATCH]: "partWatch", [Part.JOIN]: "partJoin", [Part.TAKE]: "partTake" } as const;

function OpenChat({ chat, gone }: { chat: Conversation; gone: boolean }) {
  const { queues, name } = useControlSnapshot();
  const { t, language } = useWords();
  const texts = textsFor(language);
  const queue = queues.find((one) => one.queue === chat.queue);
  const part = partWords[chat.part];
  const company = companyWords({ ...chat, supervisors: chat.supervisors.filter((one) => one !== name) }, texts);
  return (
    <>
      <p className="facts">
        <span>{queue ? queueTitle(queue, language) : `${chat.shopName} · ${chat.topic}`}</span>
        {chat.agentName && chat.part !== Part.TAKE && <span>{t.withAgent(chat.agentName)}</span>}
        {chat.onHold && <span>{texts.chats.onHold}</span>}
        {!chat.messageLeft && <span>{chat.peerOnline ? texts.chat.online : texts.chat.lineLost}</span>}
        {company.map((words) => <span key={words}>{words}</span>)}
      </p>
      {gone ? <p className="y-notice">{t.gone}</p> : part !== "" && <p><b>{t.yourPart(t[part])}</b></p>}
      {!gone && <Deeds chat={chat} />}
      <OutcomeLine place={`chat ${chat.id}`} />
      <Transcript chat={chat} />
      {!gone && takesMessages(chat) && <Composer chat={chat} who={nameOf(chat, t)} />}
    </>
  );
}

function Deeds({ chat }: { chat: Conversation }) {
  const { act, showChat } = useControl();
  const { t } = useWords();
  const why = useWhy(chat.id);
  const ref = { id: chat.id, who: nameOf(chat, t), agent: chat.agentName, queue: chat.queue };
  const press = async (deed: Deed) => {
    const done = await act(ref, deed);
    if (!done || deed !== "leave") return;
    showChat(undefined);
    focusRow(chat.id);
  };
  return (
    <>
      <div className="tools">
        {deedsFor(chat).map((deed) => (
          <Button key={deed} className="y-button" onPress={() => void press(deed)}>{t[deed]}</Button>
        ))}
        <WhyButton why={why}>{t.whyHere}</WhyButton>
      </div>
      <WhyAnswer why={why} label={t.whyHere} />
    </>
  );
}

/** Nearer to the end than this counts as being at the end, where new messages are kept in view. */
const AT_END_PX = 48;

function Transcript({ chat }: { chat: Conversation }) {
  const { store } = useControl();
  const { name } = useControlSnapshot();
  const { t, language } = useWords();
  const texts = textsFor(language);
  const [limit, setLimit] = useState(ROWS_SHOWN);
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const view = transcriptView({ chat, myName: name, limit, seenUpTo: Infinity, texts });
  const newest = chat.entries.at(-1)?.n ?? 0;

  useEffect(() => {
    if (atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
    if (document.visibilityState === "visible" && newest > 0) store.read(chat.id);
  }, [store, chat.id, newest, chat.pending.length]);
  const earlier = () => {
    setLimit(limit + ROWS_STEP);
    if (view.mustFetch && !chat.loadingOlder) void store.loadOlder(chat.id, ROWS_STEP);
  };
  const noteEnd = () => {
    const one = box.current;
    if (one) atEnd.current = one.scrollHeight - one.scrollTop - one.clientHeight < AT_END_PX;
  };
  return (
    <div className="transcript" ref={box} onScroll={noteEnd} tabIndex={0} role="group" aria-label={t.transcript(nameOf(chat, t))}>
      {view.hasEarlier && <Button className="y-button" onPress={earlier}>{texts.messages.earlier}</Button>}
      {view.rows.length === 0 && <p>{texts.messages.empty}</p>}
      <ol className="wb-plain wb-transcript" role="list">{view.rows.map((row) => <Row key={row.key} row={row} />)}</ol>
      <Pending chat={chat} />
      {chat.typing && <p className="wb-typing">{nameOf(chat, t)} {texts.chats.typing}</p>}
    </div>
  );
}

function Row({ row }: { row: TranscriptRow }) {
  const { language } = useWords();
  const texts = textsFor(language);
  if (row.kind === "gap") return <li className="wb-row wb-event">{texts.messages.missing}</li>;
  const time = <time dateTime={isoTime(row.atMs)}>{clockTime(row.atMs, language)}</time>;
  if (row.kind === "event") {
    return (
      <li className="wb-row wb-event">
        {time} {row.words}{row.note && <> {texts.events.note}: <span lang={row.noteLanguage} className="wb-text">{row.note}</span></>}
      </li>
    );
  }
  return (
    <li className={`wb-row wb-by-${row.side}${row.whisper ? " wb-whisper" : ""}`}>
      <p className="wb-by">{row.whisper && <WhisperMark />}<b>{row.name}</b> {time}</p>
      <p className="wb-text" lang={row.language || undefined}>{row.text}</p>
    </li>
  );
}

/** Own words that have no answer yet or were not taken. */
function Pending({ chat }: { chat: Conversation }) {
  const { store } = useControl();
  const { connection } = useControlSnapshot();
  const { t, language } = useWords();
  const texts = textsFor(language);
  if (chat.pending.length === 0) return null;
  return (
    <ul className="wb-plain" role="list" aria-label={texts.messages.pendingList}>
      {chat.pending.map((message) => {
        const failed = message.state === "failed";
        const id = `pending-${message.key}`;
        return (
          <li key={message.key} className={`wb-row wb-by-me wb-pending${failed ? " wb-failed" : ""}${message.whisper ? " wb-whisper" : ""}`}>
            {message.whisper && <p className="wb-by"><WhisperMark /><b>{texts.team.whisperByMe}</b></p>}
            <p className="wb-text" id={id}>{message.text}</p>
            <p className="wb-pending-state">
              {pendingWords(message, connection.phase === "online", texts.messages)}
              {failed && message.error !== "unknown" && ` – ${errorWords(message.error, language)}`}
            </p>
            {failed && (
              <div className="tools">
                <Button className="y-button" aria-describedby={id} onPress={() => void store.retry(chat.id, message.key)}>{t.sendAgain}</Button>
                <Button className="y-button" aria-describedby={id} onPress={() => void store.discard(chat.id, message.key)}>{t.remove}</Button>
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
