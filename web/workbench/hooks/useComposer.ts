// The text that is being written in one chat: kept as a draft while it is typed, sent by the key that was chosen, never
// by an input method's Enter. A chat has its own composer; switching chats gives each text and caret back. What is for
// the shopper and what is whispered to colleagues are two texts, and only the person herself turns from one to the other.
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { TEXT_MAX, draftName, type Store } from "../../client";
import {
  compositionEnded, compositionStarted, fieldLeft, idleComposition, keyPressed, keyReleased, type SendKey,
} from "../model/composition";

const carets = new Map<string, number>();

export interface Composer {
  readonly text: string;
  /** Code points above what one message may have; 0 = fits. */
  readonly over: number;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** What is written now is for colleagues. */
  readonly whispering: boolean;
  /** From one to the other. The field gets the focus, and it is told, unless said otherwise. */
  turnWhisper(how?: { keepFocus?: boolean; quiet?: boolean }): void;
  change(text: string): void;
  send(): void;
  /** Puts a text in at the caret, with a space or line where one is needed; `whisper` says into which of the texts. */
  insert(text: string, whisper?: boolean): void;
  readonly handlers: {
    onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void;
    onKeyUp(): void;
    onCompositionStart(): void;
    onCompositionEnd(): void;
    onBlur(): void;
  };
}

export interface ComposerNeeds {
  store: Store;
  chat: string;
  sendKey: SendKey;
  onSent: () => void;
  onTurned: (whispering: boolean) => void;
  /** Begins with whispering, and may not leave it. */
  whisperOnly?: boolean;
}

export function useComposer({ store, chat, sendKey, onSent, onTurned, whisperOnly = false }: ComposerNeeds): Composer {
  const [turned, setTurned] = useState(whisperOnly);
  const whispering = turned || whisperOnly;
  const [texts, setTexts] = useState(() => (
    { plain: store.drafts.get(draftName(chat, false)), whispered: store.drafts.get(draftName(chat, true)) }
  ));
  const text = whispering ? texts.whispered : texts.plain;
  const field = useRef<HTMLTextAreaElement>(null);
  const composition = useRef(idleComposition);

  useLayoutEffect(() => {
    const box = field.current;
    const caret = carets.get(draftName(chat, whispering)) ?? box?.value.length ?? 0;
    box?.setSelectionRange(caret, caret);
  }, [chat, whispering]);
  const shown = useRef("");
  shown.current = draftName(chat, whispering);
  useLayoutEffect(() => {
    const box = field.current;
    return () => {
      if (box) carets.set(shown.current, box.selectionStart);
    };
  }, [chat]);

  // Stored with every key: a chat can end, and a browser close, between one key and the next.
  const show = (next: string, whisper = whispering) => {
    setTexts((before) => (whisper ? { ...before, whispered: next } : { ...before, plain: next }));
    store.drafts.set(draftName(chat, whisper), next);
  };
  const turnWhisper = (how: { keepFocus?: boolean; quiet?: boolean } = {}) => {
    if (whisperOnly) return;
    carets.set(draftName(chat, whispering), field.current?.selectionStart ?? text.length);
    setTurned(!whispering);
    if (!how.keepFocus) field.current?.focus();
    if (!how.quiet) onTurned(!whispering);
  };
  const over = Math.max(0, Array.from(text).length - TEXT_MAX);

  const send = () => {
    field.current?.focus();
    if (text.trim() === "" || over > 0) return;
    show("");
    void (whispering ? store.whisper(chat, text.trim()) : store.send(chat, text.trim()));
    onSent();
  };

  const insert = (added: string, whisper = whispering) => {
    if (whisper !== whispering) {
      const other = whisper ? texts.whispered : texts.plain;
      show(other === "" ? added : `${other}\n${added}`, whisper);
      return turnWhisper();
    }
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
    text, over, field, whispering, turnWhisper, send, insert,
    change: (next) => {
      show(next);
      if (next.trim() !== "" && !whispering) store.typing(chat);
    },
    handlers: {
      onKeyDown: (event) => {
        const { key, keyCode, ctrlKey, metaKey, shiftKey, altKey, nativeEvent } = event;
        const press = { key, keyCode, isComposing: nativeEvent.isComposing, ctrlKey, metaKey, shiftKey, altKey };
        const { state, meaning } = keyPressed(composition.current, press, sendKey, performance.now());
        composition.current = state;
        if (key === "Escape" && whispering && !whisperOnly && !nativeEvent.isComposing && keyCode !== 229) {
          event.preventDefault();
          return turnWhisper();
        }
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
