// Turns arrivals into few utterances: one that comes alone is told by itself, those that come together are told
// together, and none is left out. Pure: time is handed in; hooks/useSpeech.ts keeps the timer.

/** After the first arrival, how long to wait for others that come with it (one batch often brings several). */
export const GATHER_MS = 250;
/** The least time between two utterances: at most three fall into any 3 s. */
export const BETWEEN_UTTERANCES_MS = 1_100;
/** More arrivals than this in one utterance are only counted, by sender, so that memory stays bounded. */
export const HELD_MAX = 200;

export class BurstGate<T> {
  private held: T[] = [];
  private uncounted = 0;
  private dueAt: number | undefined;
  private lastSpoken = Number.NEGATIVE_INFINITY;

  push(item: T, nowMs: number): void {
    if (this.held.length < HELD_MAX) this.held.push(item);
    else this.uncounted += 1;
    this.dueAt ??= Math.max(nowMs + GATHER_MS, this.lastSpoken + BETWEEN_UTTERANCES_MS);
  }

  /** When `take` next has something; undefined = nothing is held. */
  get nextDueMs(): number | undefined {
    return this.dueAt;
  }

  /** What is to be told now in one utterance: everything held, or nothing when it is not time yet. */
  take(nowMs: number): { items: T[]; more: number } | undefined {
    if (this.dueAt === undefined || nowMs < this.dueAt) return undefined;
    const taken = { items: this.held, more: this.uncounted };
    this.held = [];
    this.uncounted = 0;
    this.dueAt = undefined;
    this.lastSpoken = nowMs;
    return taken;
  }

  /** Forgets what is held, e.g. on signing out. */
  clear(): void {
    this.held = [];
    this.uncounted = 0;
    this.dueAt = undefined;
  }
}
