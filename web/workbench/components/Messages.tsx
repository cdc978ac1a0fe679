// The transcript: one list with one tab stop, each row with its language. It is no live region: what arrives is spoken
// once, by the announcer.
import { Button, VisuallyHidden } from "react-aria-components";
import type { Conversation } from "../../client";
import { isoTime, useLanguage, useNow } from "../../ui-shared";
import { useServerNow, useT } from "../desk/context";
import type { TranscriptHook } from "../hooks/useTranscript";
import { clockWords } from "../model/duration";
import { shopperName } from "../model/offers";
import type { TranscriptRow } from "../model/transcript";
import { Pending } from "./Pending";
import { Region } from "./Region";
import { WhisperMark } from "./WhisperMark";

interface MessagesProps {
  chat: Conversation;
  transcript: TranscriptHook;
  insert: (text: string, whisper?: boolean) => void;
  writable: boolean;
}

export function Messages({ chat, transcript, insert, writable }: MessagesProps) {
  const t = useT();
  const { view, walk, scroller } = transcript;
  const who = shopperName(chat.shopperName, t.chats);
  return (
    <Region name="messages" label={t.messages.label(who)} as="main" headingHidden className="wb-messages">
      <VisuallyHidden id="messages-hint">{t.messages.hint}</VisuallyHidden>
      <div className="wb-scroller" ref={scroller}>
        {view.hasEarlier && (
          <Button className="y-button wb-earlier" onPress={transcript.loadEarlier}>
            {chat.loadingOlder ? t.messages.loadingEarlier : t.messages.earlier}
          </Button>
        )}
        {view.rows.length === 0 && <p className="wb-soft">{t.messages.empty}</p>}
        <ol
          className="wb-plain wb-transcript" role="list" ref={walk.list} aria-label={t.messages.label(who)}
          aria-describedby="messages-hint" {...walk.handlers}
        >
          {view.rows.map((row) => (
            <Row key={row.key} row={row} tab={row.key === walk.current} firstUnread={row.n === view.firstUnread} />
          ))}
        </ol>
        <Pending chat={chat} insert={insert} writable={writable} />
        {chat.typing && <p className="wb-typing">{who} {t.chats.typing}</p>}
      </div>
    </Region>
  );
}

interface RowProps {
  row: TranscriptRow;
  tab: boolean;
  firstUnread: boolean;
}

function Row({ row, tab, firstUnread }: RowProps) {
  const t = useT();
  return (
    <li data-row={row.key} tabIndex={tab ? 0 : -1} data-region-start={tab ? "" : undefined} className={rowClass(row)}>
      {firstUnread && <span className="wb-unread-mark">{t.messages.unreadFromHere}</span>}
      {row.kind === "message" && <Message row={row} />}
      {row.kind === "event" && (
        <p>
          <Clock atMs={row.atMs} /> {row.words}
          {row.note && <> {t.events.note}: <span lang={row.noteLanguage} className="wb-text">{row.note}</span></>}
        </p>
      )}
      {row.kind === "gap" && <p>{t.messages.missing}</p>}
    </li>
  );
}

function Message({ row }: { row: Extract<TranscriptRow, { kind: "message" }> }) {
  const t = useT();
  return (
    <>
      <p className="wb-by">{row.whisper && <WhisperMark />}<b>{row.name}</b> <Clock atMs={row.atMs} /></p>
      <p className="wb-text" lang={row.language || undefined}>{row.text}</p>
      {row.read && <p className="wb-read"><span aria-hidden="true">✓ </span>{t.messages.read}</p>}
    </>
  );
}

function Clock({ atMs }: { atMs: number }) {
  const language = useLanguage();
  const now = useServerNow(useNow(600_000));
  return <time dateTime={isoTime(atMs)}>{clockWords(atMs, now, language)}</time>;
}

function rowClass(row: TranscriptRow): string {
  if (row.kind !== "message") return "wb-row wb-event";
  return `wb-row wb-by-${row.side}${row.whisper ? " wb-whisper" : ""}`;
}
