// What a page keeps in the browser: the resume token of its session, and texts that are typed but not delivered.
// Storage is injected, may be full, switched off or empty at any moment, and losing it must never break a page.
import { DRAFTS_MAX, DRAFT_KEPT_MS } from "./limits";

/** The part of the Web Storage interface that is used; sessionStorage and localStorage fit. */
export interface KeyValueStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Storage that lasts as long as the page. */
export function pageStorage(): KeyValueStorage {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

/** The browser's storage, or page storage where the browser refuses it. */
export function browserStorage(kind: "localStorage" | "sessionStorage"): KeyValueStorage {
  try {
    const storage = window[kind];
    storage.getItem("yunke");
    return storage;
  } catch {
    return pageStorage();
  }
}

export class StoredValue {
  constructor(
    private readonly storage: KeyValueStorage,
    private readonly key: string,
  ) {}

  get(): string {
    try {
      return this.storage.getItem(this.key) ?? "";
    } catch {
      return "";
    }
  }

  set(value: string): void {
    try {
      if (value) this.storage.setItem(this.key, value);
      else this.storage.removeItem(this.key);
    } catch {
      // A full or forbidden storage costs convenience only.
    }
  }
}

/** A text that was handed over for sending and has no answer yet; `after` is the highest entry known at that moment. */
export interface UnsentText {
  conversation: string;
  text: string;
  after: number;
  whisper?: boolean;
}

interface Kept {
  drafts: Record<string, { text: string; at: number }>;
  unsent: UnsentText[];
}

/** Drafts and undelivered texts of one person, by conversation. They outlive reloads and expired sessions. */
export class DraftBox {
  private readonly stored: StoredValue;
  private kept: Kept;

  constructor(storage: KeyValueStorage, owner: string, private readonly now: () => number = Date.now) {
    this.stored = new StoredValue(storage, `yunke.drafts.${owner}`);
    this.kept = parse(this.stored.get());
    for (const [id, draft] of Object.entries(this.kept.drafts)) {
      if (now() - draft.at > DRAFT_KEPT_MS) delete this.kept.drafts[id];
    }
  }

  get(conversation: string): string {
    return this.kept.drafts[conversation]?.text ?? "";
  }

  set(conversation: string, text: string): void {
    delete this.kept.drafts[conversation];
    if (text) this.kept.drafts[conversation] = { text, at: this.now() };
    const ids = Object.keys(this.kept.drafts);
    if (ids.length > DRAFTS_MAX) delete this.kept.drafts[ids[0]!];
    this.save();
  }

  get unsent(): readonly UnsentText[] {
    return this.kept.unsent;
  }

  setUnsent(unsent: UnsentText[]): void {
    this.kept.unsent = unsent.slice(-DRAFTS_MAX);
    this.save();
  }

  /** For an explicit sign-out on a shared computer. */
  clear(): void {
    this.kept = { drafts: {}, unsent: [] };
    this.stored.set("");
  }

  private save(): void {
    const empty = Object.keys(this.kept.drafts).length === 0 && this.kept.unsent.length === 0;
    this.stored.set(empty ? "" : JSON.stringify(this.kept));
  }
}

function parse(text: string): Kept {
  const kept: Kept = { drafts: {}, unsent: [] };
  try {
    const read = JSON.parse(text) as Partial<Kept>;
    for (const [id, draft] of Object.entries(read.drafts ?? {})) {
      if (typeof draft.text === "string" && typeof draft.at === "number") kept.drafts[id] = draft;
    }
    for (const item of read.unsent ?? []) {
      if (typeof item.text === "string" && typeof item.conversation === "string") kept.unsent.push(item);
    }
  } catch {
    // Nothing kept, or not by us.
  }
  return kept;
}
