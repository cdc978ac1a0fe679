import { describe, expect, it } from "vitest";
import {
  ENTER_AFTER_COMPOSITION_MS, compositionEnded, compositionStarted, fieldLeft, idleComposition, keyPressed, keyReleased,
  type CompositionState, type KeyPress, type SendKey,
} from "../../../web/workbench/model/composition";

const enter: KeyPress = {
  key: "Enter", keyCode: 13, isComposing: false, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false,
};
const press = (state: CompositionState, part: Partial<KeyPress> = {}, sendKey: SendKey = "enter", now = 10_000) =>
  keyPressed(state, { ...enter, ...part }, sendKey, now);

describe("the send key", () => {
  it("Enter sends where the agent chose Enter", () => {
    expect(press(idleComposition).meaning).toBe("send");
  });
  it("Enter makes a new line where the agent chose Ctrl+Enter", () => {
    expect(press(idleComposition, {}, "ctrlEnter").meaning).toBe("leave");
  });
  it.each<SendKey>(["enter", "ctrlEnter"])("Ctrl+Enter and Meta+Enter always send (%s)", (sendKey) => {
    expect(press(idleComposition, { ctrlKey: true }, sendKey).meaning).toBe("send");
    expect(press(idleComposition, { metaKey: true }, sendKey).meaning).toBe("send");
  });
  it("Shift+Enter and Alt+Enter never send", () => {
    expect(press(idleComposition, { shiftKey: true }).meaning).toBe("leave");
    expect(press(idleComposition, { altKey: true }).meaning).toBe("leave");
    expect(press(idleComposition, { ctrlKey: true, shiftKey: true }).meaning).toBe("leave");
  });
  it("other keys mean nothing", () => {
    expect(press(idleComposition, { key: "a", keyCode: 65 }).meaning).toBe("leave");
  });
});

describe("an input method's Enter never sends", () => {
  it("while a composition is under way, even when the browser does not say so", () => {
    expect(press(compositionStarted()).meaning).toBe("leave");
    expect(press(compositionStarted(), { ctrlKey: true }).meaning).toBe("leave");
  });
  it("in Chromium's order: keydown 229 while composing, then the end, then keyup", () => {
    let state = compositionStarted();
    const down = press(state, { keyCode: 229, isComposing: true });
    expect(down.meaning).toBe("leave");
    state = keyReleased(compositionEnded(10_005));
    expect(press(state, {}, "enter", 10_090).meaning).toBe("send");
  });
  it("in Safari's order: the end, then keydown 229", () => {
    const state = compositionEnded(10_000);
    expect(press(state, { keyCode: 229 }, "enter", 10_001).meaning).toBe("leave");
  });
  it("in Safari's order with keyCode 13: the Enter right after the end is swallowed, the next one sends", () => {
    const first = press(compositionEnded(10_000), {}, "enter", 10_001);
    expect(first.meaning).toBe("swallow");
    expect(press(keyReleased(first.state), {}, "enter", 10_120).meaning).toBe("send");
  });
  it("Ctrl+Enter right after the end is swallowed too", () => {
    expect(press(compositionEnded(10_000), { ctrlKey: true }, "ctrlEnter", 10_001).meaning).toBe("swallow");
  });
  it("an Enter long after the end sends even when no keyup was seen (a word taken with the mouse)", () => {
    expect(press(compositionEnded(10_000), {}, "enter", 10_000 + ENTER_AFTER_COMPOSITION_MS).meaning).toBe("send");
  });
  it("another key after the end shows that the input method is done", () => {
    const { state } = press(compositionEnded(10_000), { key: "a", keyCode: 65 }, "enter", 10_010);
    expect(press(state, {}, "enter", 10_020).meaning).toBe("send");
  });
  it("keyCode 229 alone is enough, for input methods that report no composition", () => {
    expect(press(idleComposition, { keyCode: 229 }).meaning).toBe("leave");
  });
  it("leaving the field forgets a composition whose end was never reported", () => {
    expect(press(fieldLeft()).meaning).toBe("send");
  });
});
