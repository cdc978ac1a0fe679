// The open chat's transcript on the page: how much of it is shown, fetching earlier messages, keeping the scroll place,
// and the jump to the first unread message.
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { Conversation } from "../../client";
import { useDesk, useT } from "../desk/context";
import { ROWS_SHOWN, ROWS_STEP, transcriptView, type TranscriptView } from "../model/transcript";
import type { Selection } from "./useSelection";
import { useWalk, type Walk } from "./useWalk";

/** Nearer to the end than this counts as being at the end, where new messages are kept in view. */
const AT_END_PX = 48;

export interface TranscriptHook {
  readonly view: TranscriptView;
  readonly walk: Walk;
  readonly scroller: RefObject<HTMLDivElement | null>;
  loadEarlier(): void;
  /** Focus to the first unread message, or to the newest where all are read. False when there is none at all. */
  toUnread(): boolean;
}

export function useTranscript(chat: Conversation, selection: Selection): TranscriptHook {
  const { store, account } = useDesk();
  const texts = useT();
  const [limit, setLimit] = useState(ROWS_SHOWN);
  const scroller = useRef<HTMLDivElement>(null);
  const myName = store.getSnapshot().name || account.name;
  const view = transcriptView({ chat, myName, limit, seenUpTo: selection.seenUpTo(chat.id), texts });
  const keys = view.rows.map((row) => row.key);

  const wanted = useRef<{ anchor: string; from: Element | null }>(undefined);
  const loadEarlier = () => {
    if (!view.hasEarlier) return;
    wanted.current = { anchor: keys[0] ?? "", from: document.activeElement };
    setLimit(limit + ROWS_STEP);
    if (view.mustFetch && !chat.loadingOlder) void store.loadOlder(chat.id, ROWS_STEP);
  };
  const walk = useWalk({
    keys,
    start: keys.at(-1),
    onBeforeFirst: loadEarlier,
    onRow: (key) => {
      if (key === keys.at(-1)) selection.markSeen(chat.id);
    },
  });

  // Whoever asked for earlier messages and still waits at the same place is taken to the next earlier one.
  useLayoutEffect(() => {
    const asked = wanted.current;
    const at = asked ? keys.indexOf(asked.anchor) : -1;
    if (!asked || at <= 0) return;
    wanted.current = undefined;
    if (document.activeElement === asked.from || document.activeElement === document.body) walk.focusRow(keys[at - 1]!);
  });

  useScrollPlace(scroller, keys, chat.pending.length);

  const toNewest = () => {
    const newest = keys.at(-1);
    if (newest !== undefined) walk.focusRow(newest);
    if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  };
  return {
    view, walk, scroller, loadEarlier,
    toUnread: () => {
      // The first of very many may lie above what is shown.
      const row = view.firstUnread > 0 ? view.rows.find((one) => one.n >= view.firstUnread) : undefined;
      if (!row || !walk.focusRow(row.key)) toNewest();
      return keys.length > 0;
    },
  };
}

function isAtEnd(box: HTMLElement): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight < AT_END_PX;
}

/** New rows below keep the end in view if it was; rows above leave what is read in its place. */
function useScrollPlace(scroller: RefObject<HTMLDivElement | null>, keys: readonly string[], pending: number): void {
  const before = useRef<{ first: string | undefined; height: number; atEnd: boolean }>(undefined);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const last = before.current;
    if (!last || last.atEnd) box.scrollTop = box.scrollHeight;
    else if (last.first !== keys[0]) box.scrollTop += box.scrollHeight - last.height;
    before.current = { first: keys[0], height: box.scrollHeight, atEnd: isAtEnd(box) };
  }, [scroller, keys, keys.length, pending]);
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const note = () => {
      if (before.current) before.current = { ...before.current, atEnd: isAtEnd(box) };
    };
    // The box changes its size with the composer and the window; its end stays in view if it was.
    const observer = new ResizeObserver(() => {
      if (before.current?.atEnd) box.scrollTop = box.scrollHeight;
    });
    box.addEventListener("scroll", note, { passive: true });
    observer.observe(box);
    return () => {
      box.removeEventListener("scroll", note);
      observer.disconnect();
    };
  }, [scroller]);
}
