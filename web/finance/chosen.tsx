// Choosing some rows of a table, each with its box in the row's head.
import { useCallback, useState, type ReactNode } from "react";

export interface Chosen {
  readonly keys: ReadonlySet<number>;
  set(key: number, on: boolean): void;
  clear(): void;
}

export function useChosen(): Chosen {
  const [keys, setKeys] = useState<ReadonlySet<number>>(new Set());
  const set = useCallback((key: number, on: boolean) => setKeys((before) => {
    const after = new Set(before);
    if (on) after.add(key);
    else after.delete(key);
    return after;
  }), []);
  const clear = useCallback(() => setKeys(new Set()), []);
  return { keys, set, clear };
}

export function Box({ of, chosen, children }: { of: number; chosen: Chosen; children: ReactNode }) {
  return (
    <label className="money-check">
      <input type="checkbox" checked={chosen.keys.has(of)} onChange={(event) => chosen.set(of, event.target.checked)} />
      <span>{children}</span>
    </label>
  );
}
