// The supervisors' words that an agent has still to read: each is told once in one browser tab, be the page loaded
// anew, and stands until she has noted it or its time is over. That her presence was set is said to this page alone and
// bears neither number nor end: it stands until she has noted it. Store owns one.
import type { StoredValue } from "./memory";
import { NOTICES_MAX } from "./limits";
import { NoticeKind, type Notice } from "./oversight";

interface Kept {
  /** The highest id that was told. */
  told: number;
  /** Ids that she has noted. */
  noted: string[];
}

export class Noticeboard {
  private held: readonly Notice[] = [];
  private kept: Kept = { told: 0, noted: [] };
  private personal = 0; // how many were said to this page alone

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
    this.held = this.held.filter((notice) => notice.kind === NoticeKind.PRESENCE_SET);
    return notices.flatMap((notice) => this.add(notice, nowMs));
  }

  add(notice: Notice, nowMs: number): Notice[] {
    if (notice.kind === NoticeKind.PRESENCE_SET) {
      const set: Notice = { ...notice, id: `set ${++this.personal}`, untilMs: Infinity };
      this.held = [...this.held, set].slice(-NOTICES_MAX);
      return [set];
    }
    if (notice.untilMs <= nowMs || this.kept.noted.includes(notice.id)) return [];
    const others = this.held.filter((one) => one.id !== notice.id && one.untilMs > nowMs);
    this.held = [...others, notice].sort((a, b) => a.atMs - b.atMs).slice(-NOTICES_MAX);
    if (Number(notice.id) <= this.kept.told) return [];
    this.keep({ ...this.kept, told: Number(notice.id) });
    return [notice];
  }

  note(id: string): void {
    const personal = this.held.some((one) => one.id === id && one.kind === NoticeKind.PRESENCE_SET);
    this.held = this.held.filter((one) => one.id !== id);
    if (!personal) this.keep({ ...this.kept, noted: [...this.kept.noted, id].slice(-NOTICES_MAX) });
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
