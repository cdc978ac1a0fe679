// Canned replies: the agent's own set, kept in this browser, found by typing a few letters. It starts with the set in
// replyStarters.ts for each language; from the first change on, it is hers alone.
import type { KeyValueStorage } from "../../client/memory";
import { StoredValue } from "../../client/memory";
import { starterReplies } from "./replyStarters";

export interface Reply {
  id: string;
  /** Primary subtag of the language it is written in. */
  language: "zh" | "en";
  title: string;
  text: string;
}

/** More than anybody finds again; keeps the stored record far below a browser's limit. */
export const REPLIES_MAX = 300;
export const REPLY_TITLE_MAX = 60;
export const REPLY_TEXT_MAX = 2_000;

export class ReplyBook {
  private readonly stored: StoredValue;
  private current: readonly Reply[];
  private readonly listeners = new Set<() => void>();

  constructor(storage: KeyValueStorage, account: string, private readonly newId: () => string) {
    this.stored = new StoredValue(storage, `yunke.replies.${account}`);
    this.current = parseReplies(this.stored.get()) ?? starterReplies;
  }

  readonly get = (): readonly Reply[] => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** Adds a reply (no id) or changes the one with this id. False: nothing in it, or the book is full. */
  save(reply: Omit<Reply, "id"> & { id?: string }): boolean {
    const title = clip(reply.title.trim(), REPLY_TITLE_MAX);
    const text = clip(reply.text.trim(), REPLY_TEXT_MAX);
    if (text === "") return false;
    const saved: Reply = { id: reply.id ?? this.newId(), language: reply.language, title: title || clip(text, 20), text };
    const at = this.current.findIndex((held) => held.id === saved.id);
    if (at < 0 && this.current.length >= REPLIES_MAX) return false;
    this.set(at < 0 ? [...this.current, saved] : this.current.with(at, saved));
    return true;
  }

  remove(id: string): void {
    this.set(this.current.filter((reply) => reply.id !== id));
  }

  /** Back to the set that everybody starts with. */
  restart(): void {
    this.current = starterReplies;
    this.stored.set("");
    this.tell();
  }

  private set(replies: readonly Reply[]): void {
    this.current = replies;
    this.stored.set(JSON.stringify(replies));
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Those that contain every word of the query, in title or text; the chat's own language first. */
export function findReplies(replies: readonly Reply[], query: string, language: string): Reply[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = replies.filter((reply) => {
    const text = `${reply.title} ${reply.text}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const own = (reply: Reply) => (language.toLowerCase().startsWith(reply.language) ? 0 : 1);
  const inTitle = (reply: Reply) => (words.every((word) => reply.title.toLowerCase().includes(word)) ? 0 : 1);
  return found
    .map((reply, index) => ({ reply, index }))
    .sort((a, b) => own(a.reply) - own(b.reply) || inTitle(a.reply) - inTitle(b.reply) || a.index - b.index)
    .map(({ reply }) => reply);
}

/** Fills in `{shopper}`, `{shop}` and `{me}`. A name that is not known leaves no hole and no double space. */
export function fillReply(text: string, names: { shopper: string; shop: string; me: string }): string {
  const filled = text.replace(/\{(shopper|shop|me)\}/g, (_whole, key: "shopper" | "shop" | "me") => names[key]);
  return filled.replace(/ {2,}/g, " ").replace(/^[，,、\s]+/, "").replace(/ ([,，.。!！])/g, "$1");
}

function clip(text: string, codePoints: number): string {
  const points = Array.from(text);
  return points.length <= codePoints ? text : points.slice(0, codePoints).join("");
}

function parseReplies(text: string): Reply[] | undefined {
  if (text === "") return undefined;
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read.filter(isReply).slice(0, REPLIES_MAX) : undefined;
  } catch {
    return undefined;
  }
}

function isReply(value: unknown): value is Reply {
  if (typeof value !== "object" || value === null) return false;
  const { id, language, title, text } = value as Record<string, unknown>;
  return typeof id === "string" && typeof title === "string" && typeof text === "string"
    && (language === "zh" || language === "en");
}
