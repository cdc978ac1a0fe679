/** @jsxImportSource preact */
// Small pieces that the widget's views share.
import { createContext } from "preact";
import { useContext, useEffect, useId, useRef, useState } from "preact/hooks";
import type { Chat } from "./chat";
import type { Desk } from "./desk";
import type { Texts } from "./texts";

export interface Surroundings {
  desk: Desk;
  t: Texts;
  /** Says something to screen readers. */
  say: (text: string) => void;
}

export const Around = createContext<Surroundings>(undefined!);
export const useAround = () => useContext(Around);

/** The chat, and a new drawing whenever it changes. */
export function useChat(desk: Desk): Chat {
  const [, draw] = useState({});
  useEffect(() => desk.chat.subscribe(() => draw({})), [desk]);
  return desk.chat;
}

/** A text that stays in the browser under this name until it is sent. */
export function useDraft(name: string): [string, (text: string) => void] {
  const { chat } = useAround().desk;
  const [text, setText] = useState(() => chat.text(name));
  return [text, (next) => {
    chat.keepText(name, next);
    setText(next);
  }];
}

interface FieldProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
  lines?: number;
  max: number;
  error?: string;
  onKeyDown?: (event: KeyboardEvent) => void;
  className?: string;
}

/** A labelled text field; an error is tied to it and takes the focus there. */
export function Field({ label, value, onValue, lines = 1, max, error, onKeyDown, className }: FieldProps) {
  const id = useId();
  const field = useRef<HTMLElement>(null);
  useEffect(() => {
    if (error) field.current?.focus();
  }, [error]);
  const shared = {
    id, value, onKeyDown,
    maxLength: max,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": error ? `${id}e` : undefined,
    onInput: (event: Event) => onValue((event.target as HTMLInputElement).value),
  };
  return (
    <div class={className}>
      <label for={id}>{label}</label>
      {lines > 1
        ? <textarea ref={field as any} rows={lines} {...shared as any} />
        : <input ref={field as any} {...shared as any} />}
      {error && <p class="bad" id={`${id}e`}>{error}</p>}
    </div>
  );
}

/** A button that stays focusable while it cannot be used. */
export function Submit({ children, busy }: { children: string; busy: boolean }) {
  return <button class="main" type="submit" aria-disabled={busy}>{children}</button>;
}

/** The state of the line, when it is not well. */
export function LineNote() {
  const { desk, t, say } = useAround();
  useChat(desk);
  const { connection, busy } = desk.line;
  const { phase } = connection;
  const text = desk.refused ? t.refused
    : phase === "waiting" ? t[connection.reason]
    : phase === "replaced" ? t.replaced
    : phase === "stopped" ? t.refused
    : phase === "connecting" ? t.connecting
    : busy ? t.busy : "";
  useEffect(() => {
    if (!text) return;
    // Short interruptions are not worth a word.
    const timer = setTimeout(say, 2_000, text);
    return () => clearTimeout(timer);
  }, [text]);
  if (!text) return null;
  return (
    <div class="note row">
      <p class="grow">{text}</p>
      {phase === "replaced" && <button onClick={() => desk.line.takeBack()}>{t.takeBack}</button>}
      {(phase === "waiting" || phase === "stopped" || desk.refused) &&
        <button onClick={() => desk.start()}>{t.retry}</button>}
    </div>
  );
}
