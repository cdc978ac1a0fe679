// Every shortcut of the workbench: which action, which keys, and what may be a shortcut at all. Components ask for the
// action of a key press and for the keys of an action; nothing else in the workbench compares keys for shortcuts.
// A chord is a text such as "Alt+Shift+A": modifiers in the order Ctrl, Alt, Shift, Meta, then one key.

export const actions = [
  "nextRegion", "previousRegion", "chat1", "chat2", "chat3", "chat4", "chat5", "chat6", "longestWaiting", "jumpToUnread",
  "goToOffers", "acceptOffer", "moreTime", "resumeArrivals", "replies", "whisper", "hold", "transfer", "askHelp",
  "resolve", "wrapUpDone", "sayAgain", "help",
] as const;

export type Action = (typeof actions)[number];

/** Chords of all actions; null = switched off. */
export type Bindings = Readonly<Record<Action, string | null>>;

export const defaultBindings: Bindings = {
  nextRegion: "F6",
  previousRegion: "Shift+F6",
  chat1: "Alt+1",
  chat2: "Alt+2",
  chat3: "Alt+3",
  chat4: "Alt+4",
  chat5: "Alt+5",
  chat6: "Alt+6",
  longestWaiting: "F4",
  jumpToUnread: "Alt+Shift+U",
  goToOffers: "F2",
  acceptOffer: "Alt+Shift+A",
  moreTime: "F9",
  resumeArrivals: "F8",
  replies: "Alt+Shift+P",
  whisper: "Alt+Shift+Y",
  hold: "Alt+Shift+H",
  transfer: "Alt+Shift+T",
  askHelp: "Alt+Shift+L",
  resolve: "Alt+Shift+E",
  wrapUpDone: "Alt+Shift+W",
  sayAgain: "Alt+Shift+S",
  help: "F1",
};

/** Actions that also work while a dialog is open: they move nothing, and time may be short. */
export const actionsInDialogs: ReadonlySet<Action> = new Set<Action>(["moreTime", "resumeArrivals", "sayAgain"]);

/** The part of a KeyboardEvent that decides. */
export interface KeyEvent {
  key: string;
  code: string;
  keyCode: number;
  isComposing: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
  getModifierState?(name: string): boolean;
}

const modifierKeys = new Set(["Control", "Alt", "Shift", "Meta", "AltGraph", "CapsLock", "Fn", "OS", "Process", "Dead"]);

/** The chord of a key press; undefined for modifiers alone, input methods and AltGr, which writes characters. */
export function chordOf(event: KeyEvent): string | undefined {
  if (event.isComposing || event.keyCode === 229 || event.getModifierState?.("AltGraph")) return undefined;
  const key = keyName(event);
  if (key === undefined) return undefined;
  return [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift", event.metaKey && "Meta", key]
    .filter(Boolean).join("+");
}

// With Alt or Shift held, `key` may be another character (Option+A is "å"): letters are then taken from their place on
// the keyboard, digits always. A letter that the layout does report as a Latin one counts as itself.
function keyName(event: KeyEvent): string | undefined {
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code);
  if (digit) return digit[1];
  if (/^[a-z]$/i.test(event.key)) return event.key.toUpperCase();
  const letter = /^Key([A-Z])$/.exec(event.code);
  if (letter) return letter[1];
  if (modifierKeys.has(event.key) || event.key === "" || event.key === "Unidentified") return undefined;
  if (event.key === " ") return "Space";
  return event.key.length === 1 ? event.key.toUpperCase() : event.key;
}

/**
 * Whether a chord may be a shortcut: function keys, or Alt or Ctrl (or Meta) with something. Never a bare character,
 * which speech input and shaky hands press by chance (WCAG 2.1.4); never Ctrl+Alt, which is AltGr on many keyboards.
 */
export function isAllowedChord(chord: string): boolean {
  const parts = chord.split("+");
  const key = parts.pop();
  if (!key || parts.some((part) => !["Ctrl", "Alt", "Shift", "Meta"].includes(part))) return false;
  if (parts.includes("Ctrl") && parts.includes("Alt")) return false;
  if (/^F([1-9]|1[0-9]|2[0-4])$/.test(key)) return true;
  if (["Tab", "Escape", "Enter", "Space", "Backspace"].includes(key)) return false;
  return parts.some((part) => part !== "Shift");
}

/** The agent's own choice over the defaults. Forbidden chords fall back to the default, so do unknown actions. */
export function bindingsFrom(overrides: Readonly<Record<string, string | null>>): Bindings {
  const result: Record<Action, string | null> = { ...defaultBindings };
  for (const action of actions) {
    const chord = overrides[action];
    if (chord === null || (chord !== undefined && isAllowedChord(chord))) result[action] = chord;
  }
  return result;
}

export function actionFor(bindings: Bindings, event: KeyEvent): Action | undefined {
  const chord = chordOf(event);
  if (chord === undefined || !isAllowedChord(chord)) return undefined;
  return actions.find((action) => bindings[action] === chord);
}

/** The chord in the form of `aria-keyshortcuts`. */
export function ariaChord(chord: string | null): string | undefined {
  return chord?.replace("Ctrl", "Control");
}

export function chatAction(place: number): Action | undefined {
  return actions.find((action) => action === `chat${place}`);
}

export function placeOfAction(action: Action): number | undefined {
  const match = /^chat([1-6])$/.exec(action);
  return match ? Number(match[1]) : undefined;
}
