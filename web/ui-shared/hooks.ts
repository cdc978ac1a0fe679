// Small hooks that all pages use.
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Snapshot } from "../client/model";
import type { Store } from "../client/store";

export function useSnapshot(store: Store): Snapshot {
  return useSyncExternalStore(store.subscribe, store.getSnapshot);
}

/** The browser's clock, read every `everyMs` while `running`. */
export function useNow(everyMs = 1_000, running = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!running) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, running]);
  return now;
}

/** The last value of an earlier rendering. */
export function usePrevious<T>(value: T): T | undefined {
  const kept = useRef<T>(undefined);
  useEffect(() => {
    kept.current = value;
  });
  return kept.current;
}
