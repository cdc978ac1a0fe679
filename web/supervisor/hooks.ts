// Lists that follow what happens without tiring the server or the reader: asked again when the board changes, at most
// once in a few seconds; focus stays where it is while rows come, go and change places.
import { useEffect, useRef, type RefObject } from "react";
import { waitToAsk } from "./model";

/** Calls `ask` at once when `key` changes, and again whenever `stamp` does, but not more often than waitToAsk says. */
export function useAskedAgain(key: string | undefined, stamp: unknown, held: boolean, ask: () => void): void {
  const last = useRef({ key: "", atMs: 0 });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  useEffect(() => {
    const isNew = key !== undefined && last.current.key !== key;
    if (key === undefined) last.current.key = "";
    if (key === undefined || (held && !isNew) || (timer.current !== undefined && !isNew)) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      last.current = { key, atMs: performance.now() };
      latest.current();
    }, isNew ? 0 : waitToAsk(last.current.atMs, performance.now()));
  }, [key, stamp, held]);
  useEffect(() => {
    if (key !== undefined && !held) return;
    clearTimeout(timer.current);
    timer.current = undefined;
  }, [key, held]);
  useEffect(() => () => clearTimeout(timer.current), []);
}

/**
 * When a list was drawn anew and the focused element lost its focus by being moved, gives it back; when it is gone, puts
 * focus on `otherwise`, so that the keyboard is never left nowhere.
 */
export function useKeptFocus(list: RefObject<HTMLElement | null>, otherwise: RefObject<HTMLElement | null>, stamp: unknown): void {
  const last = useRef<HTMLElement>(undefined);
  useEffect(() => {
    const note = (event: FocusEvent) => {
      const { target } = event;
      last.current = target instanceof HTMLElement && list.current?.contains(target) ? target : undefined;
    };
    // Whoever presses somewhere else has left the list of her own will.
    const leave = (event: PointerEvent) => {
      if (!(event.target instanceof Node && list.current?.contains(event.target))) last.current = undefined;
    };
    document.addEventListener("focusin", note);
    document.addEventListener("pointerdown", leave);
    return () => {
      document.removeEventListener("focusin", note);
      document.removeEventListener("pointerdown", leave);
    };
  }, [list]);
  useEffect(() => {
    const { activeElement } = document;
    if (!last.current || (activeElement && activeElement !== document.body)) return;
    if (last.current.isConnected) last.current.focus({ preventScroll: true });
    else otherwise.current?.focus({ preventScroll: true });
  }, [stamp, otherwise]);
}

/** Focus to a chat's row, when its panel has gone; where there is none, to the list, or the first queue. */
export function focusRow(chat: string): void {
  requestAnimationFrame(() => {
    const places = [`[data-chat="${chat}"] button`, "#chats-title", "[data-queue]"];
    const found = places.map((one) => document.querySelector<HTMLElement>(one)).find((one) => one !== null);
    found?.focus();
  });
}

/** Focus to the heading of what was just opened, and all of it into view. */
export function showFrom(heading: HTMLElement | null): void {
  heading?.focus({ preventScroll: true });
  heading?.closest("section")?.scrollIntoView({ block: "start" });
}
