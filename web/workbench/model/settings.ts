// The agent's own settings: one record, kept in this browser, read and checked field by field, so that an older or
// damaged record costs only the fields it damages. Every later setting of the workbench gets its line in here.
import type { KeyValueStorage } from "../../client/memory";
import { StoredValue } from "../../client/memory";
import type { SendKey } from "./composition";

/** How arrivals are spoken: with their text, only from whom, or not at all (they stay visible). */
export type SpeechLevel = "full" | "short" | "off";

export interface Settings {
  sendKey: SendKey;
  speech: SpeechLevel;
  shortcutsOn: boolean;
  /** Chords by action, over the defaults; null = switched off. */
  shortcuts: Readonly<Record<string, string | null>>;
}

export const defaultSettings: Settings = { sendKey: "enter", speech: "full", shortcutsOn: true, shortcuts: {} };

const storageKey = "yunke.workbench.settings";

export class SettingsStore {
  private readonly stored: StoredValue;
  private current: Settings;
  private readonly listeners = new Set<() => void>();

  constructor(storage: KeyValueStorage) {
    this.stored = new StoredValue(storage, storageKey);
    this.current = parseSettings(this.stored.get());
  }

  readonly get = (): Settings => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  change(part: Partial<Settings>): void {
    this.current = { ...this.current, ...part };
    this.stored.set(JSON.stringify(this.current));
    for (const listener of this.listeners) listener();
  }
}

export function parseSettings(text: string): Settings {
  const read = parseRecord(text);
  return {
    sendKey: oneOf(read.sendKey, ["enter", "ctrlEnter"], defaultSettings.sendKey),
    speech: oneOf(read.speech, ["full", "short", "off"], defaultSettings.speech),
    shortcutsOn: typeof read.shortcutsOn === "boolean" ? read.shortcutsOn : defaultSettings.shortcutsOn,
    shortcuts: chords(read.shortcuts),
  };
}

function parseRecord(text: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null ? { ...read } : {};
  } catch {
    return {};
  }
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T {
  return allowed.find((candidate) => candidate === value) ?? otherwise;
}

function chords(value: unknown): Record<string, string | null> {
  const result: Record<string, string | null> = {};
  if (typeof value !== "object" || value === null) return result;
  for (const [action, chord] of Object.entries(value)) {
    if (chord === null || typeof chord === "string") result[action] = chord;
  }
  return result;
}
