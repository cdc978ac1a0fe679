// One tab stop for a list of messages: arrows, Home and End move focus from row to row. What arrives meanwhile changes
// neither focus nor the tab stop of somebody who is in the list.
import { useRef, useState, type KeyboardEvent } from "react";

export interface Walk {
  readonly list: React.RefObject<HTMLOListElement | null>;
  /** The row that Tab reaches. */
  readonly current: string | undefined;
  focusRow(key: string): boolean;
  readonly handlers: {
    onKeyDown(event: KeyboardEvent<HTMLElement>): void;
    onFocus(event: React.FocusEvent<HTMLElement>): void;
    onBlur(event: React.FocusEvent<HTMLElement>): void;
  };
}

export interface WalkNeeds {
  /** Keys of all rows in their order. */
  keys: readonly string[];
  /** Where Tab comes in while focus is elsewhere. */
  start: string | undefined;
  /** Arrow up at the first row. */
  onBeforeFirst: () => void;
  onRow: (key: string) => void;
}

export function useWalk({ keys, start, onBeforeFirst, onRow }: WalkNeeds): Walk {
  const list = useRef<HTMLOListElement>(null);
  const [inside, setInside] = useState<string>();

  const focusRow = (key: string) => {
    const row = rowElement(list.current, key);
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
    return row !== null;
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.nativeEvent.isComposing) return;
    const at = keys.indexOf(keyOf(event.target));
    if (at < 0) return;
    const target = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: keys.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    if (target < 0) return onBeforeFirst();
    const key = keys[Math.min(target, keys.length - 1)];
    if (key !== undefined) focusRow(key);
  };

  return {
    list,
    current: inside !== undefined && keys.includes(inside) ? inside : start,
    focusRow,
    handlers: {
      onKeyDown,
      onFocus: (event) => {
        const key = keyOf(event.target);
        if (key === "") return;
        setInside(key);
        onRow(key);
      },
      onBlur: (event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setInside(undefined);
      },
    },
  };
}

function keyOf(target: EventTarget): string {
  return target instanceof HTMLElement ? target.dataset.row ?? "" : "";
}

function rowElement(list: HTMLElement | null, key: string): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`) ?? null;
}
