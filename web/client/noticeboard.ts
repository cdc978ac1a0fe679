// The supervisors' words that an agent has still to read: each is told once in one browser tab, be the page loaded
// anew, and stands until she has noted it or its time is over. Store owns one.
import type { StoredValue } from "./memory";
import { NOTICES_MAX } from "./limits";
import type { Notice } from "./oversight";

interface Kept {
  /** The highest id that was told. */
  told: number;
  /** Ids that she has noted. */
  noted: string[];
}

export class Noticeboard {
  private held: readonly Notice[] = [];
  private kept: Kept = { told: 0, noted: [] };

  constructor(private readonly stored: StoredValue) {
    try {
      const { told, noted } = JSON.parse(stored.get()) as Partial<Kept>;
      if (typeof told === "number") this.kept.told = told;
      if (Array.isArray(noted)) this.kept.noted = noted.filter((one) => typeof one === "string").slice(-NOTICES_MAX);
    } catch {
      // Nothing kept, or not by us.
    }
  }

  /** What is to be shown, oldest first. Whoever shows it leaves out what is over by now. */
  get shown(): readonly Notice[] {
    return this.held;
  }

  /** All that the pool still holds; returns those that are news here. */
  replace(notices: readonly Notice[], nowMs: number): Notice[] {
    this.held = [];
    return notices.flatMap((notice) => this.add(notice, nowMs));
  }

  add(notice: Notice, nowMs: number): Notice[] {
    if (notice.untilMs <= nowMs || this.kept.noted.includes(notice.id)) return [];
    const others = this.held.filter((one) => one.id !== notice.id && one.untilMs > nowMs);
    this.held = [...others, notice].sort((a, b) => Number(a.id) - Number(b.id)).slice(-NOTICES_MAX);
    if (Number(notice.id) <= this.kept.told) return [];
    this.keep({ ...this.kept, told: Number(notice.id) });
    return [notice];
  }

  note(id: string): void {
    this.held = this.held.filter((one) => one.id !== id);
    this.keep({ ...this.kept, noted: [...this.kept.noted, id].slice(-NOTICES_MAX) });
  }

  /** Somebody else signs in here. */
  clear(): void {
    this.held = [];
    this.kept = { told: 0, noted: [] };
    this.stored.set("");
  }

  private keep(kept: Kept): void {
    this.kept = kept;
    this.stored.set(JSON.stringify(kept));
  }
}
