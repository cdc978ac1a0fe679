// Own messages that have no answer yet or were not taken: always in view, never lost.
import { Button } from "react-aria-components";
import type { Conversation, PendingMessage } from "../../client";
import { errorWords, useLanguage } from "../../ui-shared";
import { useDesk, useDeskSnapshot, useT } from "../desk/context";
import { pendingWords } from "../model/transcript";
import { WhisperMark } from "./WhisperMark";

interface PendingProps {
  chat: Conversation;
  /** Puts a text back where it was written: to the shopper or as a whisper. */
  insert: (text: string, whisper?: boolean) => void;
  writable: boolean;
}

export function Pending({ chat, insert, writable }: PendingProps) {
  const t = useT();
  if (chat.pending.length === 0) return null;
  return (
    <ul className="wb-plain" role="list" aria-label={t.messages.pendingList}>
      {chat.pending.map((message) => (
        <PendingRow key={message.key} chat={chat} message={message} insert={insert} writable={writable} />
      ))}
    </ul>
  );
}

function PendingRow({ chat, message, insert, writable }: PendingProps & { message: PendingMessage }) {
  const { store } = useDesk();
  const { connection } = useDeskSnapshot();
  const t = useT();
  const language = useLanguage();
  const failed = message.state === "failed";
  const id = `pending-${chat.id}-${message.key}`;
  return (
    <li className={`wb-row wb-by-me wb-pending${failed ? " wb-failed" : ""}${message.whisper ? " wb-whisper" : ""}`}>
      {message.whisper && <p className="wb-by"><WhisperMark /><b>{t.team.whisperByMe}</b></p>}
      <p className="wb-text" id={id} lang={chat.language || undefined}>{message.text}</p>
      <p className="wb-pending-state">
        <span aria-hidden="true">{failed ? "⚠ " : "⋯ "}</span>
        {pendingWords(message, connection.phase === "online", t.messages)}
        {failed && message.error !== "unknown" && ` – ${errorWords(message.error, language)}`}
      </p>
      {failed && (
        <div className="wb-buttons">
          {writable && (
            <>
              <Button className="y-button" aria-describedby={id} onPress={() => void store.retry(chat.id, message.key)}>
                {t.messages.sendAgain}
              </Button>
              <Button className="y-button" aria-describedby={id} 
                onPress={() => insert(store.discard(chat.id, message.key), message.whisper)}>
                {t.messages.edit}
              </Button>
            </>
          )}
          <Button className="y-button" aria-describedby={id} onPress={() => void store.discard(chat.id, message.key)}>
            {t.messages.discard}
          </Button>
        </div>
      )}
    </li>
  );
}
