// Decides what a key press in the composer means while an input method may be at work. The Enter that takes a word
// from an input method's list must never send a message; browsers differ in how they report it:
//   - Chromium and Firefox: keydown (key "Process" or "Enter", keyCode 229, isComposing) -> compositionend -> keyup;
//   - Safari: compositionend -> keydown (keyCode 229, isComposing false) -> keyup, and some input methods there report
//     keyCode 13 instead of 229.
// So three signs are watched: the composition events, keyCode 229, and an Enter that follows compositionend with no key
// released in between. Pure; the composer feeds it its events in their order.

/** An Enter this soon after compositionend, with no keyup between, still belongs to the input method. */
export const ENTER_AFTER_COMPOSITION_MS = 200;

const IME_KEY_CODE = 229;

export type SendKey = "enter" | "ctrlEnter";

export interface CompositionState {
  readonly composing: boolean;
  /** When the last composition ended, until a key is released or another one is pressed. */
  readonly endedAt: number | undefined;
}

export const idleComposition: CompositionState = { composing: false, endedAt: undefined };

export interface KeyPress {
  key: string;
  keyCode: number;
  isComposing: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/**
 * `send`: send the message. `leave`: nothing special, the browser does what it does. `swallow`: do nothing and keep the
 * browser from doing anything.
 */
export type KeyMeaning = "send" | "leave" | "swallow";

export function compositionStarted(): CompositionState {
  return { composing: true, endedAt: undefined };
}

export function compositionEnded(nowMs: number): CompositionState {
  return { composing: false, endedAt: nowMs };
}

export function keyReleased(state: CompositionState): CompositionState {
  return state.endedAt === undefined ? state : { ...state, endedAt: undefined };
}

/** Leaving the field ends whatever was going on: some input methods never report the end then. */
export function fieldLeft(): CompositionState {
  return idleComposition;
}

export function isInputMethodKey(state: CompositionState, press: Pick<KeyPress, "keyCode" | "isComposing">): boolean {
  return state.composing || press.isComposing || press.keyCode === IME_KEY_CODE;
}

/** What this key press means, and the state after it. */
export function keyPressed(
  state: CompositionState, press: KeyPress, sendKey: SendKey, nowMs: number,
): { state: CompositionState; meaning: KeyMeaning } {
  if (isInputMethodKey(state, press)) return { state, meaning: "leave" };
  const after: CompositionState = { composing: false, endedAt: undefined };
  if (press.key !== "Enter") return { state: after, meaning: "leave" };
  const belongsToInputMethod = state.endedAt !== undefined && nowMs - state.endedAt < ENTER_AFTER_COMPOSITION_MS;
  if (belongsToInputMethod) return { state: after, meaning: "swallow" };
  return { state: after, meaning: sends(press, sendKey) ? "send" : "leave" };
}

function sends(press: KeyPress, sendKey: SendKey): boolean {
  if (press.altKey || press.shiftKey) return false;
  if (press.ctrlKey || press.metaKey) return true;
  return sendKey === "enter";
}
