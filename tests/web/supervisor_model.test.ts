import { describe, expect, it } from "vitest";
import {
  ConversationState, EndReason, EntryKind, ErrorCode, Part, Presence, Role, type AgentRow, type QueueChat,
} from "../../web/client/model";
import { controlTexts } from "../../web/supervisor/control_texts";
import {
  agentFacts, chatFacts, deedsFor, nameOf, queueStanding, queueTitle, refusalWords, settable, waitToAsk, type Doing,
} from "../../web/supervisor/model";
import { arrivalOf, isOwnDoing } from "../../web/supervisor/speech";
import { chat as sample, entry } from "./workbench/samples";

const t = controlTexts.en;
const { WAITING, ACTIVE, CLOSED } = ConversationState;
const chat = (part: Partial<QueueChat> = {}): QueueChat => ({
  id: "7", state: WAITING, shopperName: "Li Wei", agentName: "", arrivalMs: 1_000_000, deadlineMs: 1_060_000, entryCount: 2,
  messageLeft: false, unansweredSinceMs: 0, helperName: "", supervisors: [], ...part,
});
const facts = (part: Partial<QueueChat>, own = Part.NONE, nowMs = 1_030_000) =>
  chatFacts(chat(part), { nowMs, language: "en", t, part: own, place: 2 });
const words = (...args: Parameters<typeof facts>) => facts(...args).map((one) => one.words);

describe("a queue's chats", () => {
  it("that wait say their place, how long, and who considers them", () => {
    expect(words({})).toEqual(["place 2", "waiting for 1 min", "no agent yet"]);
    expect(words({ agentName: "Shu" })).toContain("offered to Shu");
  });
  it("past their target bear a sign beside the words, which alone would not do", () => {
    const late = facts({}, Part.NONE, 1_200_000).filter((one) => one.alarm);
    expect(late).toEqual([{ words: t.overdue, alarm: true }]);
    expect(facts({ deadlineMs: 0 }, Part.NONE, 1_200_000).some((one) => one.alarm)).toBe(false);
  });
  it("that are active say who has them, and since when the shopper waits for an answer", () => {
    const late = facts({ state: ACTIVE, agentName: "Shu", unansweredSinceMs: 850_000 });
    expect(late).toEqual([
      { words: "with Shu", alarm: false }, { words: "shopper waits for an answer: 3 min", alarm: true },
    ]);
    expect(words({ state: ACTIVE, agentName: "Shu" })).toEqual(["with Shu", "answered"]);
    expect(words({ state: ACTIVE, agentName: "Xia" }, Part.TAKE)[0]).toBe(t.inHands);
  });
  it("tell who is there besides, and of a message that was left", () => {
    expect(words({ state: ACTIVE, helperName: "Bo", supervisors: ["Xia", "Lu"], messageLeft: true }))
      .toEqual([t.active, "answered", "message left", "Bo helps", "supervisors: Xia, Lu"]);
    expect(nameOf({ shopperName: " " }, t)).toBe("Shopper");
  });
});

describe("what can be done", () => {
  const deeds = (part: Part, state = ACTIVE, more: object = {}) => deedsFor({ state, part, ...more });
  it("follows what the chat is and what one's own part is", () => {
    expect(deeds(Part.NONE)).toEqual(["take", "handAgent", "handQueue"]);
    expect(deeds(Part.NONE, WAITING)).toEqual(["take", "raise", "lower", "handAgent", "handQueue"]);
    expect(deeds(Part.WATCH)).toEqual(["join", "take", "handAgent", "handQueue", "leave"]);
    expect(deeds(Part.JOIN)).toEqual(["onlyWatch", "take", "handAgent", "handQueue", "leave"]);
    expect(deeds(Part.TAKE, ACTIVE, { formerName: "Shu" }))
      .toEqual(["handAgent", "handQueue", "handBack", "hold", "resolve", "giveBack"]);
    expect(deeds(Part.TAKE, ACTIVE, { onHold: true })).toContain("unhold");
    expect([deeds(Part.NONE, CLOSED), deeds(Part.WATCH, CLOSED)]).toEqual([[], ["leave"]]);
  });
  it("every deed has its name in both languages", () => {
    const all = new Set([Part.NONE, Part.WATCH, Part.JOIN, Part.TAKE].flatMap((part) => [WAITING, ACTIVE].flatMap((state) => (
      [...deeds(part, state, { formerName: "Shu" }), ...deeds(part, state, { onHold: true })]
    ))));
    expect(all.size).toBe(13);
    for (const deed of all) for (const texts of Object.values(controlTexts)) expect(texts[deed].length).toBeGreaterThan(1);
  });
  it("an agent is never set to being ready, which is her own to say", () => {
    expect(settable({ presence: Presence.AVAILABLE })).toEqual([Presence.FINISHING, Presence.RESTING, Presence.TRAINING, Presence.OFFLINE]);
    expect(settable({ presence: Presence.RESTING })).toEqual([Presence.FINISHING, Presence.TRAINING, Presence.OFFLINE]);
    expect(settable({ presence: Presence.TRAINING })).toEqual([Presence.FINISHING, Presence.RESTING, Presence.OFFLINE]);
    expect(settable({ presence: Presence.OFFLINE })).toEqual([]);
  });
});

describe("agents", () => {
  const row = (part: Partial<AgentRow> = {}): AgentRow => ({
    agent: 3, name: "Shu", presence: Presence.AVAILABLE, presenceSinceMs: 0, load: 2, free: true, arrivalsHeld: false,
    lineLost: false, ...part,
  });
  const told = (part: Partial<AgentRow>) => agentFacts(row(part), "Available", 3_900_000, "en", t).map((one) => one.words);
  it("say how they stand, how long, and what they have", () => {
    expect(told({})).toEqual(["Available for 1 h 5 min", "2 places taken", "has room"]);
    expect(told({ free: false, load: 1, arrivalsHeld: true, lineLost: true }))
      .toEqual(["Available for 1 h 5 min", "1 place taken", "arrivals held", "line lost"]);
    expect(told({ presence: Presence.OFFLINE, load: 0, free: false })).toHaveLength(1);
  });
});

describe("refusals", () => {
  const doings: Doing[] = ["raise", "lower", "watch", "join", "take", "handAgent", "handQueue", "handBack", "resolve", "hold", "presence"];
  it("say in both languages what is so and what to do, in words for the deed", () => {
    for (const language of ["zh-CN", "en"] as const) {
      const texts = controlTexts[language];
      const told = doings.map((doing) => refusalWords(doing, ErrorCode.WRONG_STATE, language, texts));
      expect(new Set(told).size).toBe(7);
      for (const one of told) expect(one.length).toBeGreaterThan(12);
    }
  });
  it("name what has gone", () => {
    const gone = (doing: Doing) => refusalWords(doing, ErrorCode.NOT_FOUND, "en", t);
    expect([gone("watch"), gone("presence"), gone("queue")]).toEqual([t.chatGone, t.agentGone, t.queueGone]);
  });
  it("fall back to the words that all pages share", () => {
    expect(refusalWords("broadcast", "unknown", "en", t)).toContain("line was lost");
    expect(refusalWords("broadcast", ErrorCode.FORBIDDEN, "en", t)).toBe(t.forbidden);
    expect(refusalWords("broadcast", ErrorCode.INVALID, "zh-CN", controlTexts["zh-CN"])).toContain("检查");
  });
});

describe("lists", () => {
  it("are asked for at once, and then not more often than every 3 s", () => {
    expect(waitToAsk(Number.NEGATIVE_INFINITY, 5)).toBe(0);
    expect(waitToAsk(10_000, 11_000)).toBe(2_000);
    expect(waitToAsk(10_000, 13_000)).toBe(0);
    expect(waitToAsk(10_000, 90_000)).toBe(0);
  });
  it("call a queue by its shop and topic, and say whether it takes chats", () => {
    const queue = { shopName: "Silk", titleEn: "Sizes", titleZh: "尺码", topic: "sizes" };
    expect([queueTitle(queue, "en"), queueTitle(queue, "zh-CN")]).toEqual(["Silk · Sizes", "Silk · 尺码"]);
    expect(queueTitle({ ...queue, titleEn: "", titleZh: "" }, "en")).toBe("Silk · sizes");
    const standing = (open: boolean, closed: boolean) => queueStanding({ open, closed }, t);
    expect([standing(true, false), standing(false, true), standing(false, false)]).toEqual([t.queueOpen, t.queueClosed, t.queueShut]);
  });
  it("have the same words in both languages", () => {
    expect(Object.keys(controlTexts["zh-CN"]).sort()).toEqual(Object.keys(controlTexts.en).sort());
  });
});

describe("the open chat", () => {
  it("tells messages and whispers as what they are, and other events not as messages", () => {
    const whisper = entry(2, { kind: EntryKind.WHISPERED, author: Role.AGENT, name: "Shu" });
    expect(arrivalOf(sample(), entry(1), "Li Wei")).toMatchObject({ sender: "Li Wei", whisperAbout: "" });
    expect(arrivalOf(sample(), whisper, "Li Wei")).toMatchObject({ sender: "Shu", whisperAbout: "Li Wei" });
    expect(arrivalOf(sample(), entry(3, { kind: EntryKind.HELD }), "Li Wei")).toBeUndefined();
  });
  it("does not tell again what she did herself", () => {
    const own = (kind: EntryKind, part: Part, more: object = {}) =>
      isOwnDoing(sample({ part }), entry(3, { kind, name: "", ...more }), "Xia");
    expect(own(EntryKind.HELD, Part.TAKE)).toBe(true);
    expect(own(EntryKind.HELD, Part.WATCH)).toBe(false);
    expect(own(EntryKind.ENDED, Part.TAKE, { endReason: EndReason.RESOLVED })).toBe(true);
    expect(own(EntryKind.ENDED, Part.TAKE, { endReason: EndReason.SHOPPER_CLOSED })).toBe(false);
    expect(own(EntryKind.SUPERVISOR_JOINED, Part.JOIN, { name: "Xia" })).toBe(true);
    expect(own(EntryKind.SUPERVISOR_JOINED, Part.WATCH, { name: "Lu" })).toBe(false);
  });
});

