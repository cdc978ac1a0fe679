// One ended conversation: what is known of it and all of its lines, to read and to print. Rows look as in the workbench.
import { Button } from "react-aria-components";
import { duration, isoTime, useLanguage, useTexts } from "../ui-shared";
import { dayOf, instantWords, timeOfDay } from "../money/format";
import { Shown, useLoaded } from "../money/loading";
import { Panel } from "../money/panel";
import { WhisperMark } from "../workbench/components/WhisperMark";
import { agentOf, reasonWords, rowsOf, shopOf, titleOf, transcriptAddress, type Chat, type Row, type Transcript } from "./model";
import { texts } from "./texts";

export function ChatPanel({ chat, offset, onClose }: { chat: Chat; offset: number; onClose: () => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const loaded = useLoaded<Transcript>(transcriptAddress(chat.number));
  return (
    <Panel id="chat-title" title={t.chatOf(instantWords(chat.closed_ms, offset, language))} from={`chat-${chat.number}`} onClose={onClose}>
      <Facts chat={chat} offset={offset} />
      <Shown loaded={loaded}>{(transcript) => <Lines transcript={transcript} />}</Shown>
      <div className="tools"><Button className="y-button" onPress={() => window.print()}>{t.print}</Button></div>
    </Panel>
  );
}

function Facts({ chat, offset }: { chat: Chat; offset: number }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const facts: (readonly [string, string])[] = [
    [t.shop, shopOf(chat, t)],
    [t.about, titleOf(chat, language)],
    [t.had, agentOf(chat, t)],
    [t.openedAt, instantWords(chat.opened_ms, offset, language)],
    [t.waited, chat.accepted_ms === null ? t.none : duration(chat.accepted_ms - chat.opened_ms, language)],
    [t.lasted, duration(chat.closed_ms - chat.opened_ms, language)],
    [t.how, reasonWords(chat.reason, t)],
    [t.stars, chat.stars ? t.starsOf(chat.stars) : t.none],
    ...(chat.message_left ? [[t.messageLeft, t.messageLeftYes] as const] : []),
    [t.chatNumber, chat.conversation],
  ];
  return (
    <dl className="archive-facts">
      {facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

function Lines({ transcript }: { transcript: Transcript }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { utc_offset_minutes: offset } = transcript;
  const rows = rowsOf(transcript, language);
  let day = dayOf(transcript.opened_ms, offset);
  return (
    <>
      <h4 id="transcript">{t.transcript}</h4>
      {rows.length === 0 && <p>{t.noLines}</p>}
      <ol className="wb-plain wb-transcript archive-lines" role="list" aria-labelledby="transcript">
        {rows.map((row) => {
          const isNewDay = dayOf(row.at_ms, offset) !== day;
          day = dayOf(row.at_ms, offset);
          return <Line key={row.n} row={row} when={(isNewDay ? instantWords : timeOfDay)(row.at_ms, offset, language)} />;
        })}
      </ol>
    </>
  );
}

function Line({ row, when }: { row: Row; when: string }) {
  const t = useTexts(texts);
  const time = <time dateTime={isoTime(row.at_ms)}>{when}</time>;
  if (row.kind === "event") {
    return (
      <li className="wb-row wb-event">
        {time} {row.words}{row.note && <> {t.note}<span className="wb-text" lang={row.language}>{row.note}</span></>}
      </li>
    );
  }
  return (
    <li className={`wb-row wb-by-${row.side}${row.whisper ? " wb-whisper" : ""}`}>
      <p className="wb-by">{row.whisper && <WhisperMark />}<b>{row.name}</b> {time}</p>
      <p className="wb-text" lang={row.language}>{row.text}</p>
    </li>
  );
}
