// The entries of one conversation as far as this client holds them: each number once, in order, however they come.
import type { Entry } from "./model";

export class Transcript {
  private held: Entry[] = [];

  get entries(): readonly Entry[] {
    return this.held;
  }
  get top(): number {
    return this.held.at(-1)?.n ?? 0;
  }
  /** Entries below this number are not here; 0 = all are. */
  get missingBelow(): number {
    const lowest = this.held[0]?.n ?? 0;
    return lowest > 1 ? lowest : 0;
  }

  /** Adds what is not here yet; returns just that, in rising n. The array is replaced, never changed. */
  add(entries: readonly Entry[]): Entry[] {
    const known = new Set(this.held.map((entry) => entry.n));
    const added: Entry[] = [];
    for (const entry of entries) {
      if (entry.n < 1 || known.has(entry.n)) continue;
      known.add(entry.n);
      added.push(entry);
    }
    if (added.length === 0) return added;
    added.sort((a, b) => a.n - b.n);
    this.held = [...this.held, ...added];
    if (this.held.some((entry, index) => index > 0 && this.held[index - 1]!.n > entry.n)) {
      this.held.sort((a, b) => a.n - b.n);
    }
    return added;
  }

  /** The lowest hole between entries that are here, as the numbers [from, to); undefined when there is none. */
  hole(): { from: number; to: number } | undefined {
    for (let at = 1; at < this.held.length; at += 1) {
      const from = this.held[at - 1]!.n + 1;
      const to = this.held[at]!.n;
      if (from < to) return { from, to };
    }
    return undefined;
  }

  /** Up to where nothing is missing, not counting older history that was never loaded. For Hello. */
  get position(): number {
    const hole = this.hole();
    return hole ? hole.from - 1 : this.top;
  }
}
