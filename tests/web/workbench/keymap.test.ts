import { describe, expect, it } from "vitest";
import {
  actionFor, actions, ariaChord, bindingsFrom, chatAction, chordOf, defaultBindings, isAllowedChord, placeOfAction,
  type KeyEvent,
} from "../../../web/workbench/model/keymap";

const key = (part: Partial<KeyEvent>): KeyEvent => ({
  key: "", code: "", keyCode: 0, isComposing: false, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, ...part,
});

describe("chords", () => {
  it("name modifiers in one order and the key last", () => {
    expect(chordOf(key({ key: "A", code: "KeyA", shiftKey: true, altKey: true }))).toBe("Alt+Shift+A");
    expect(chordOf(key({ key: "F6", code: "F6", shiftKey: true }))).toBe("Shift+F6");
  });
  it("take digits from their place, whatever the layout writes there", () => {
    expect(chordOf(key({ key: "&", code: "Digit1", altKey: true }))).toBe("Alt+1");
    expect(chordOf(key({ key: "¡", code: "Digit1", altKey: true }))).toBe("Alt+1");
  });
  it("take letters from their place where Option writes another character", () => {
    expect(chordOf(key({ key: "Å", code: "KeyA", altKey: true, shiftKey: true }))).toBe("Alt+Shift+A");
  });
  it("follow the layout where it writes a letter", () => {
    expect(chordOf(key({ key: "a", code: "KeyQ", altKey: true }))).toBe("Alt+A");
  });
  it("are none for modifiers alone, input methods and AltGr", () => {
    expect(chordOf(key({ key: "Alt", code: "AltLeft", altKey: true }))).toBeUndefined();
    expect(chordOf(key({ key: "F6", code: "F6", keyCode: 229 }))).toBeUndefined();
    expect(chordOf(key({ key: "F6", code: "F6", isComposing: true }))).toBeUndefined();
    const altGr = key({ key: "2", code: "Digit2", altKey: true, getModifierState: (name) => name === "AltGraph" });
    expect(chordOf(altGr)).toBeUndefined();
  });
});

describe("what may be a shortcut", () => {
  it("function keys and modified keys", () => {
    for (const chord of ["F6", "Shift+F6", "Alt+1", "Alt+Shift+A", "Ctrl+K"]) expect(isAllowedChord(chord)).toBe(true);
  });
  it("never a bare character, nor one with Shift only, nor keys that move and choose", () => {
    for (const chord of ["A", "1", "Shift+A", "/", "Enter", "Space", "Tab", "Escape", "Shift+Tab", "ArrowUp"]) {
      expect(isAllowedChord(chord)).toBe(false);
    }
  });
  it("never Ctrl+Alt, which writes characters on many keyboards", () => {
    expect(isAllowedChord("Ctrl+Alt+E")).toBe(false);
  });
  it("every default is allowed and stands once", () => {
    const chords = actions.map((action) => defaultBindings[action]);
    for (const chord of chords) expect(chord !== null && isAllowedChord(chord)).toBe(true);
    expect(new Set(chords).size).toBe(chords.length);
  });
});

describe("actions of keys", () => {
  it("no printable key does anything, with or without Shift", () => {
    for (let code = 32; code < 127; code += 1) {
      const char = String.fromCharCode(code);
      for (const shiftKey of [false, true]) {
        expect(actionFor(bindingsFrom({}), key({ key: char, code: `Key${char.toUpperCase()}`, shiftKey }))).toBeUndefined();
      }
    }
  });
  it("follow the agent's own choice", () => {
    const bindings = bindingsFrom({ resolve: "Alt+Shift+Z" });
    expect(actionFor(bindings, key({ key: "Z", code: "KeyZ", altKey: true, shiftKey: true }))).toBe("resolve");
    expect(actionFor(bindings, key({ key: "E", code: "KeyE", altKey: true, shiftKey: true }))).toBeUndefined();
  });
  it("can be switched off one by one", () => {
    expect(actionFor(bindingsFrom({ help: null }), key({ key: "F1", code: "F1" }))).toBeUndefined();
  });
  it("keep the default where a stored choice is forbidden or unknown", () => {
    const bindings = bindingsFrom({ help: "h", nonsense: "Alt+Q" });
    expect(bindings).toEqual(defaultBindings);
  });
  it("go to chats by their number", () => {
    expect(chatAction(3)).toBe("chat3");
    expect(chatAction(7)).toBeUndefined();
    expect(placeOfAction("chat6")).toBe(6);
    expect(placeOfAction("help")).toBeUndefined();
  });
  it("are written for aria-keyshortcuts", () => {
    expect(ariaChord("Ctrl+Shift+K")).toBe("Control+Shift+K");
    expect(ariaChord(null)).toBeUndefined();
  });
});
