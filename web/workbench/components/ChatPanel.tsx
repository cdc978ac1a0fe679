// The open chat: what it is and what can be done with it, its messages, and the text field.
import { useImperativeHandle, useRef, type Ref } from "react";
import type { Conversation } from "../../client";
import { takesMessages } from "../../client";
import { useBench, useDesk, useSettings, useT } from "../desk/context";
import { useComposer, type Composer } from "../hooks/useComposer";
import { useTranscript } from "../hooks/useTranscript";
import { shopperName } from "../model/offers";
import { ChatDetails } from "./ChatDetails";
import { ComposerForm } from "./ComposerForm";
import { Messages } from "./Messages";
import { Region } from "./Region";

/** What shortcuts and dialogs ask of the open chat. */
export interface ChatPanelHandle {
  toUnread(): boolean;
  insert(text: string, whisper?: boolean): void;
  turnWhisper(): void;
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
  const composer = useRef<Composer>(undefined);
  const insert = (text: string, whisper?: boolean) => composer.current?.insert(text, whisper);
  useImperativeHandle(ref, () => ({
    toUnread: transcript.toUnread, insert, turnWhisper: () => composer.current?.turnWhisper(),
  }));
  const writable = !gone && takesMessages(chat);
  return (
    <>
      <ChatDetails chat={chat} gone={gone} unread={transcript.view.unread} toUnread={transcript.toUnread} />
      <Messages chat={chat} transcript={transcript} insert={insert} writable={writable} />
      {writable && <Write chat={chat} who={shopperName(chat.shopperName, t.chats)} handle={composer} />}
    </>
  );
}

interface WriteProps {
  chat: Conversation;
  who: string;
  handle: { current: Composer | undefined };
}

function Write({ chat, who, handle }: WriteProps) {
  const { selection } = useBench();
  const { store, speaker } = useDesk();
  const { sendKey } = useSettings();
  const t = useT();
  const composer = useComposer({
    store, chat: chat.id, sendKey, onSent: () => selection.markSeen(chat.id),
    onTurned: (whispering) => speaker.polite(whispering ? t.team.whisperOn : t.team.whisperOff(who)),
  });
  handle.current = composer;
  return <ComposerForm composer={composer} who={who} language={chat.language} sendKey={sendKey} />;
}
