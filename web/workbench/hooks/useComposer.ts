// The text that is being written in one chat: kept as a draft while it is typed, sent by the key that the agent chose,
// never by an input method's Enter. A chat has its own composer; switching chats gives each text and caret back.
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { TEXT_MAX } from "../../client";
import { useDesk } from "../desk/context";
import {
  compositionEnded, compositionStarted, fieldLeft, idleComposition, keyPressed, keyReleased, type SendKey,
} from "../model/composition";

const carets = new Map<string, number>();

export interface Composer {
  readonly text: string;
  /** Code points above what one message may have; 0 = fits. */
  readonly over: number;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  change(text: string): void;
  send(): void;
  /** Puts a text in at the caret, with a space or line where one is needed. */
  insert(text: string): void;
  readonly handlers: {
    onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void;
    onKeyUp(): void;
    onCompositionStart(): void;
    onCompositionEnd(): void;
    onBlur(): void;
  };
}

export function useComposer(chat: string, sendKey: SendKey, onSent: () => void): Composer {
  const { store } = useDesk();
  const [text, setText] = useState(() => store.drafts.get(chat));
  const field = useRef<HTMLTextAreaElement>(null);
  const composition = useRef(idleComposition);

  useLayoutEffect(() => {
    const box = field.current;
    const caret = carets.get(chat) ?? box?.value.length ?? 0;
    box?.setSelectionRange(caret, caret);
    return () => {
      if (box) carets.set(chat, box.selectionStart);
    };
  }, [chat]);

  // Stored with every key: a chat can end, and a browser close, between one key and the next.
  const show = (next: string) => {
    setText(next);
    store.drafts.set(chat, next);
  };
  const over = Math.max(0, Array.from(text).length - TEXT_MAX);

  const send = () => {
    field.current?.focus();
    if (text.trim() === "" || over > 0) return;
    setText("");
    void store.send(chat, text.trim());
    onSent();
  };

  const insert = (added: string) => {
    const at = field.current?.selectionStart ?? text.length;
    const end = field.current?.selectionEnd ?? at;
    const before = text.slice(0, at);
    const gap = before === "" || /\s$/.test(before) || /[\u3000-\u9fff\uff00-\uffef]$/.test(before) ? "" : " ";
    const caret = at + gap.length + added.length;
    show(before + gap + added + text.slice(end));
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(caret, caret);
    });
  };

  return {
    text, over, field, send, insert,
    change: (next) => {
      show(next);
      if (next.trim() !== "") store.typing(chat);
    },
    handlers: {
      onKeyDown: (event) => {
        const { key, keyCode, ctrlKey, metaKey, shiftKey, altKey, nativeEvent } = event;
        const press = { key, keyCode, isComposing: nativeEvent.isComposing, ctrlKey, metaKey, shiftKey, altKey };
        const { state, meaning } = keyPressed(composition.current, press, sendKey, performance.now());
        composition.current = state;
        if (meaning !== "leave") event.preventDefault();
        if (meaning === "send" && !event.repeat) send();
      },
      onKeyUp: () => void (composition.current = keyReleased(composition.current)),
      onCompositionStart: () => void (composition.current = compositionStarted()),
      onCompositionEnd: () => void (composition.current = compositionEnded(performance.now())),
      onBlur: () => void (composition.current = fieldLeft()),
    },
  };
}
