import { describe, expect, it } from "vitest";
import { Limit, Presence, type AgentSelf } from "../../../web/client/model";
import {
  limitNotice, limitWords, noOffersWords, presenceChoices, presenceWords, refusedWords, type Around,
} from "../../../web/workbench/model/presence";
import { textsFor } from "../../../web/workbench/texts";
import { self } from "./samples";

const at = new Date(2026, 10, 24, 14, 20).getTime();
const around = (language: "en" | "zh-CN"): Around => ({ nowMs: at - 60_000, language, texts: textsFor(language) });
const english = around("en");
const en = english.texts;
const limited = (limit: Limit, part: Partial<AgentSelf> = {}) => self({ limit, limitUntilMs: at, ...part });
const limits = [Limit.PACE, Limit.GAP, Limit.REST, Limit.DAY, Limit.QUIET];
const endings = [Limit.REST, Limit.DAY, Limit.QUIET];

describe("the choices of presence", () => {
  it("say of a rest that is due in training that it comes after it", () => {
    const due = { limit: Limit.REST, limitUntilMs: 0, presence: Presence.TRAINING };
    expect(limitWords(self(due), english)).toBe(en.limits.restAfterTraining);
    expect(limitWords(self({ ...due, presence: Presence.FINISHING }), english)).toBe(en.limits.rest(""));
  });
  it("have one chat, then rest, right after available", () => {
    const choices = presenceChoices(self(), english);
    expect(choices.map((one) => one.presence)).toEqual(
      [Presence.AVAILABLE, Presence.ON_DEMAND, Presence.FINISHING, Presence.RESTING, Presence.TRAINING, Presence.OFFLINE]);
    expect(choices[1]).toMatchObject({ words: "One chat, then rest", refused: false });
    expect(presenceChoices(self(), around("zh-CN"))[1]!.words).toBe("接一个就休息");
  });
  it("are called the same wherever they are told, each by words, hint and sign of its own", () => {
    for (const language of ["en", "zh-CN"] as const) {
      const choices = presenceChoices(self(), around(language));
      for (const { presence, words } of choices) {
        expect(presenceWords(presence, around(language).texts.presence)).toBe(words);
      }
      for (const part of ["words", "hint", "icon"] as const) {
        expect(new Set(choices.map((one) => one[part])).size).toBe(choices.length);
      }
    }
  });
  it("that a rest, the day's end or quiet hours refuse say why; the others stay as they are", () => {
    const free = presenceChoices(self(), english);
    for (const limit of endings) {
      const standing = limited(limit, { presence: Presence.RESTING });
      for (const choice of presenceChoices(standing, english)) {
        const ready = choice.presence === Presence.AVAILABLE || choice.presence === Presence.ON_DEMAND;
        expect(choice.refused).toBe(ready);
        const before = free.find((one) => one.presence === choice.presence)!;
        expect(choice.hint).toBe(ready ? limitWords(standing, english) : before.hint);
      }
    }
  });
  it("are all there while new chats are only spaced", () => {
    for (const limit of [Limit.PACE, Limit.GAP]) expect(presenceChoices(limited(limit), english)).toEqual(presenceChoices(self(), english));
  });
});

describe("a limit in words", () => {
  it("says until when, each in a sentence of its own, in both languages", () => {
    for (const language of ["en", "zh-CN"] as const) {
      const told = limits.map((limit) => limitWords(limited(limit), around(language)));
      for (const words of told) expect(words).toContain("14:20");
      expect(new Set(told).size).toBe(limits.length);
      for (const limit of limits) {
        const words = limitWords(limited(limit, { limitUntilMs: 0 }), around(language));
        expect(words).not.toMatch(/\d|from \.|at \./);
        expect(words.length).toBeGreaterThan(8);
      }
    }
    expect(limitWords(limited(Limit.PACE), english)).toBe(
      "You have had as many new chats in this hour as you asked for. The next can come at 14:20.");
    expect(limitWords(limited(Limit.PACE), around("zh-CN"))).toBe("这一小时的新会话已达到您设定的数量，下一个最早 14:20 来。");
  });
  it("says nothing without one, and no spacing to somebody who wants no new chats anyway", () => {
    expect(limitWords(self(), english)).toBe("");
    expect(limitWords(limited(Limit.PACE, { presence: Presence.RESTING }), english)).toBe("");
    expect(limitWords(limited(Limit.GAP, { presence: Presence.FINISHING }), english)).toBe("");
    expect(limitWords(limited(Limit.GAP, { presence: Presence.ON_DEMAND }), english)).not.toBe("");
  });
  it("reassures where it ends work", () => {
    for (const limit of limits) {
      expect(limitNotice(limited(limit), english).includes(en.limits.ownSetting)).toBe(endings.includes(limit));
    }
  });
  it("explains a refusal, also while the limit has not come yet", () => {
    expect(refusedWords(limited(Limit.QUIET), english)).toBe(limitNotice(limited(Limit.QUIET), english));
    expect(refusedWords(self(), english)).toBe(en.limits.refused);
    expect(refusedWords(undefined, english)).toBe(en.limits.refused);
  });
});

describe("why nothing is on offer", () => {
  const words = (part: Partial<AgentSelf>) => noOffersWords(self(part), english);
  it("is told as it is for her", () => {
    expect(noOffersWords(undefined, english)).toBe(en.offers.none);
    expect(words({})).toBe(en.offers.none);
    expect(words({ arrivalsHeld: true })).toBe(en.offers.noneHeld);
    expect(words({ presence: Presence.RESTING })).toBe(en.offers.noneNotAvailable);
  });
  it("is her limit, with its end", () => {
    for (const limit of limits) expect(words({ limit, limitUntilMs: at })).toMatch(/^No offers now\. .*14:20/);
    expect(words({ limit: Limit.REST, limitUntilMs: at, presence: Presence.RESTING })).toContain("the rest that you asked for");
  });
  it("is what she can change herself, before a limit that passes by itself", () => {
    expect(words({ arrivalsHeld: true, limit: Limit.PACE, limitUntilMs: at })).toBe(en.offers.noneHeld);
  });
  it("while ready for one chat, is the chats that are still open", () => {
    expect(words({ presence: Presence.ON_DEMAND })).toBe(en.offers.none);
    expect(words({ presence: Presence.ON_DEMAND, load: 1 })).toBe(en.offers.noneOneChat);
  });
});
