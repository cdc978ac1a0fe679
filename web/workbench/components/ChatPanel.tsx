// The open chat: what it is and what can be done with it, its messages, and the text field.
import { useImperativeHandle, useRef, type Ref } from "react";
import type { Conversation } from "../../client";
import { takesMessages } from "../../client";
import { useBench, useSettings, useT } from "../desk/context";
import { useComposer } from "../hooks/useComposer";
import { useTranscript } from "../hooks/useTranscript";
import { shopperName } from "../model/offers";
import { ChatDetails } from "./ChatDetails";
import { ComposerForm } from "./ComposerForm";
import { Messages } from "./Messages";
import { Region } from "./Region";

/** What shortcuts and dialogs ask of the open chat. */
export interface ChatPanelHandle {
  toUnread(): boolean;
  insert(text: string): void;
}

export function ChatPanel({ ref }: { ref: Ref<ChatPanelHandle> }) {
  const { selection } = useBench();
  const t = useT();
  if (!selection.chat) {
    return (
      <Region name="messages" label={t.regions.messages} as="main" headingHidden className="wb-empty">
        <p className="wb-soft">{t.chat.pick}</p>
      </Region>
    );
  }
  // A key of its own for each chat: every chat has its own place in the transcript and its own text.
  return <OpenChat key={selection.chat.id} chat={selection.chat} gone={selection.gone} ref={ref} />;
}

function OpenChat({ chat, gone, ref }: { chat: Conversation; gone: boolean; ref: Ref<ChatPanelHandle> }) {
  const { selection } = useBench();
  const t = useT();
  const transcript = useTranscript(chat, selection);
  const insert = useRef<(text: string) => void>(() => undefined);
  useImperativeHandle(ref, () => ({ toUnread: transcript.toUnread, insert: (text) => insert.current(text) }));
  const writable = !gone && takesMessages(chat);
  return (
    <>
      <ChatDetails chat={chat} gone={gone} unread={transcript.view.unread} toUnread={transcript.toUnread} />
      <Messages chat={chat} transcript={transcript} insert={(text) => insert.current(text)} writable={writable} />
      {writable && <Write chat={chat} who={shopperName(chat.shopperName, t.chats)} insertRef={insert} />}
    </>
  );
}

interface WriteProps {
  chat: Conversation;
  who: string;
  insertRef: { current: (text: string) => void };
}

function Write({ chat, who, insertRef }: WriteProps) {
  const { selection } = useBench();
  const { sendKey } = useSettings();
  const composer = useComposer(chat.id, sendKey, () => selection.markSeen(chat.id));
  insertRef.current = composer.insert;
  return <ComposerForm composer={composer} who={who} language={chat.language} sendKey={sendKey} />;
}
