import { describe, expect, it } from "vitest";
import { ConversationState, EndReason, EntryKind, Role, type Entry } from "../../../web/client/model";
import { chatRow, longestWaiting, unreadTotals, waitingSinceMs } from "../../../web/workbench/model/chats";
import { clockWords, durationWords } from "../../../web/workbench/model/duration";
import { languageName } from "../../../web/workbench/model/languages";
import {
  mostUrgentOffer, nextChangeMs, timeLeft, timeLeftWords, topicTitle, warningAtMs,
} from "../../../web/workbench/model/offers";
import { assignPlaces } from "../../../web/workbench/model/places";
import { nextRegion, type RegionName } from "../../../web/workbench/model/regions";
import { ROWS_SHOWN, endWords, eventWords, pendingWords, transcriptView } from "../../../web/workbench/model/transcript";
import { transferTargets } from "../../../web/workbench/model/transferTargets";
import { textsFor } from "../../../web/workbench/texts";
import { chat, entry, offer } from "./samples";

const en = textsFor("en");
const zh = textsFor("zh-CN");
const mine = (n: number): Entry => entry(n, { author: Role.AGENT, name: "Me" });

describe("places of chats", () => {
  it("stay with their chat; a new chat takes the lowest free one", () => {
    const first = assignPlaces(new Map(), ["a", "b", "c"]);
    expect([...first]).toEqual([["a", 1], ["b", 2], ["c", 3]]);
    const second = assignPlaces(first, ["b", "c", "d"]);
    expect(second.get("b")).toBe(2);
    expect(second.get("c")).toBe(3);
    expect(second.get("d")).toBe(1);
  });
});

describe("regions", () => {
  const all = new Set<RegionName>(["status", "chats", "messages", "write"]);
  it("go round in both directions and leave out what is not there", () => {
    expect(nextRegion("status", all, 1)).toBe("chats");
    expect(nextRegion("write", all, 1)).toBe("status");
    expect(nextRegion("status", all, -1)).toBe("write");
    expect(nextRegion("offers", all, 1)).toBe("chats");
  });
  it("begin at an end when focus is nowhere", () => {
    expect(nextRegion(undefined, all, 1)).toBe("status");
    expect(nextRegion(undefined, all, -1)).toBe("write");
    expect(nextRegion(undefined, new Set(), 1)).toBeUndefined();
  });
});

describe("rows of the chat list", () => {
  it("wait since the first message after the last answer", () => {
    expect(waitingSinceMs(chat({ entries: [entry(1), mine(2), entry(3), entry(4)] }))).toBe(3_000);
    expect(waitingSinceMs(chat({ entries: [entry(1), mine(2)] }))).toBeUndefined();
    expect(waitingSinceMs(chat({ state: ConversationState.WRAP_UP, entries: [entry(1)] }))).toBeUndefined();
  });
  it("say in words what is so", () => {
    const row = chatRow(
      chat({ unread: 2, onHold: true, peerOnline: false, entries: [entry(1)] }), 3, true, 181_000, en);
    expect(row.facts).toEqual([
      "2 unread", "on hold", "waits for an answer: 3 minutes", "shopper's line lost", "unsent text",
    ]);
    expect(row).toMatchObject({ place: 3, shopper: "Li Wei", waiting: true, attention: true });
  });
  it("name a shopper without a name", () => {
    expect(chatRow(chat({ shopperName: " " }), 1, false, 0, zh).shopper).toBe("顾客");
  });
  it("lead to whoever waits longest, and on to the next", () => {
    const a = chat({ id: "a", entries: [entry(5)] });
    const b = chat({ id: "b", entries: [entry(2)] });
    expect(longestWaiting([a, b], undefined)?.id).toBe("b");
    expect(longestWaiting([a, b], "b")?.id).toBe("a");
    expect(longestWaiting([a], "a")?.id).toBe("a");
    expect(longestWaiting([chat()], undefined)).toBeUndefined();
  });
  it("add up what is unread", () => {
    expect(unreadTotals([chat({ unread: 2 }), chat({ unread: 0 }), chat({ unread: 1 })])).toEqual({ messages: 3, chats: 2 });
  });
});

describe("a transcript", () => {
  const view = (part: Parameters<typeof chat>[0], more: { limit?: number; seenUpTo?: number } = {}) =>
    transcriptView({ chat: chat(part), myName: "Me", limit: ROWS_SHOWN, seenUpTo: 0, texts: en, ...more });

  it("shows the last 200 entries, and says that there are earlier ones", () => {
    const entries = Array.from({ length: 250 }, (_, index) => entry(index + 1));
    const shown = view({ entries });
    expect(shown.rows).toHaveLength(200);
    expect(shown.rows[0]!.n).toBe(51);
    expect(shown).toMatchObject({ hasEarlier: true, mustFetch: false });
    expect(view({ entries, missingBelow: 1 }, { limit: 300 })).toMatchObject({ hasEarlier: true, mustFetch: true });
    expect(view({ entries }, { limit: 300 }).hasEarlier).toBe(false);
  });
  it("knows own, a colleague's and the shopper's messages, with language and receipt", () => {
    const entries = [entry(1, { language: "" }), mine(2), entry(3, { author: Role.AGENT, name: "Old" })];
    const { rows } = view({ entries, peerRead: 2 });
    expect(rows).toMatchObject([
      { side: "shopper", name: "Li Wei", language: "en", read: false },
      { side: "me", name: "Me", read: true },
      { side: "colleague", name: "Old (agent)", read: false },
    ]);
  });
  it("marks the first unread message of the shopper", () => {
    const entries = [entry(1), mine(2), entry(3), entry(4)];
    expect(view({ entries }, { seenUpTo: 2 })).toMatchObject({ firstUnread: 3, unread: 2 });
    expect(view({ entries }, { seenUpTo: 4 })).toMatchObject({ firstUnread: 0, unread: 0 });
  });
  it("shows where entries are missing", () => {
    expect(view({ entries: [entry(1), entry(4)] }).rows.map((row) => row.kind)).toEqual(["message", "gap", "message"]);
  });
  it("tells every system entry in words of both languages", () => {
    const kinds = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as EntryKind[];
    for (const texts of [en, zh]) {
      for (const kind of kinds) {
        const words = eventWords(entry(1, { kind, text: "", name: "A", endReason: EndReason.SHOPPER_GONE }), chat({ stars: 4 }), texts);
        expect(words.length).toBeGreaterThan(3);
      }
    }
  });
  it("tells every ending in words of its own", () => {
    const reasons = [1, 2, 3, 4, 5, 6] as EndReason[];
    expect(reasons).toContain(EndReason.NOBODY_FREE);
    for (const texts of [en, zh]) {
      const words = reasons.map((reason) => endWords(reason, texts));
      expect(new Set([...words, texts.events.ended]).size).toBe(reasons.length + 1);
    }
    expect(endWords(EndReason.NOBODY_FREE, en)).toContain("nobody was free");
  });
  it("shows the note of a transfer and the address of a message left", () => {
    const { rows } = view({
      contact: "a@b.example",
      entries: [entry(1, { kind: EntryKind.TRANSFERRED, text: "call her" }), entry(2, { kind: EntryKind.MESSAGE_LEFT })],
    });
    expect(rows[0]).toMatchObject({ kind: "event", note: "call her" });
    expect(rows[1]).toMatchObject({ words: expect.stringContaining("a@b.example") });
  });
  it("tells of a message on its way whether the line is up, and of an unanswered one that it is not known", () => {
    const sending = { key: "p1", text: "x", whisper: false, state: "sending" as const, error: undefined };
    expect(pendingWords(sending, true, en.messages)).toBe(en.messages.sending);
    expect(pendingWords(sending, false, en.messages)).toBe(en.messages.waitingForLine);
    expect(pendingWords({ ...sending, state: "failed", error: "unknown" }, true, en.messages)).toBe(en.messages.unknown);
  });
});

describe("the clock of an offer", () => {
  it("changes its words seldom", () => {
    const words = (left: number) => timeLeftWords(timeLeft(left, 0), en.offers);
    expect(words(0)).toBe("No time limit");
    expect(words(300_000)).toBe("About 5 minutes to answer");
    expect(words(59_000)).toBe("Less than a minute to answer");
    expect(words(25_000)).toBe("Less than 30 seconds to answer");
    expect(words(5_000)).toBe("Less than 10 seconds to answer");
    expect(words(-5_000)).toBe("Less than 10 seconds to answer");
  });
  it("wakes up exactly when the words change, and not more than that", () => {
    const expires = 1_200_000;
    let now = 1;
    let wakes = 0;
    let before = JSON.stringify(timeLeft(expires, now));
    for (let wait = nextChangeMs(expires, now); wait !== undefined; wait = nextChangeMs(expires, now)) {
      expect(JSON.stringify(timeLeft(expires, now + wait - 2))).toBe(before);
      now += wait;
      before = JSON.stringify(timeLeft(expires, now));
      wakes += 1;
      expect(wakes).toBeLessThan(60);
    }
    expect(timeLeft(expires, now)).toEqual({ kind: "seconds", seconds: 10 });
  });
  it("warns half a minute before the end, only where the first announcement did not say it already", () => {
    expect(warningAtMs(0, 120_000)).toBe(90_000);
    expect(warningAtMs(0, 20_000)).toBeUndefined();
    expect(warningAtMs(0, 0)).toBeUndefined();
  });
  it("finds the offer that runs out first and can be prolonged", () => {
    const offers = [
      offer({ conversation: "a", expiresMs: 0 }), offer({ conversation: "b", expiresMs: 50 }),
      offer({ conversation: "c", expiresMs: 20 }), offer({ conversation: "d", expiresMs: 10, prolongsLeft: 0 }),
    ];
    expect(mostUrgentOffer(offers)?.conversation).toBe("c");
    expect(mostUrgentOffer([])).toBeUndefined();
  });
});

describe("words", () => {
  it("for lengths of time are coarse", () => {
    expect(durationWords(59_999, en.time)).toBe("under a minute");
    expect(durationWords(60_000, en.time)).toBe("1 minute");
    expect(durationWords(3_900_000, en.time)).toBe("1 hour 5 min");
    expect(durationWords(3_900_000, zh.time)).toBe("1 小时 5 分钟");
    expect(durationWords(-5, en.time)).toBe("under a minute");
  });
  it("for languages are the page's", () => {
    expect(languageName("en", "zh-CN")).toBe("英语");
    expect(languageName("zh-CN", "zh-CN")).toBe("中文");
    expect(languageName("not a tag", "en")).toBe("not a tag");
  });
  it("for a time of day begin the day at zero, and name the day when it is another one", () => {
    const midnight = new Date(2026, 10, 25, 0, 0).getTime();
    expect(clockWords(midnight, midnight + 60_000, "en")).toBe("00:00");
    expect(clockWords(midnight, midnight + 60_000, "zh-CN")).toBe("00:00");
    expect(clockWords(midnight, midnight - 60_000, "en")).toBe("Nov 25, 00:00");
    expect(clockWords(midnight, midnight - 60_000, "zh-CN")).toBe("11月25日 00:00");
  });
  it("exist in both languages for the same keys", () => {
    const keys = (value: object): string[] => Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === "object" && inner !== null ? keys(inner).map((one) => `${key}.${one}`) : [key]);
    expect(keys(zh).sort()).toEqual(keys(en).sort());
  });
});

describe("transfer targets", () => {
  const queue = (id: number, shop: number, open = true) =>
    ({ queue: id, shop, shopName: "S", topic: `t${id}`, titleZh: "", titleEn: `T${id}`, open });
  it("are the other queues of the shop, closed ones last and said to be so", () => {
    const targets = transferTargets([queue(1, 1), queue(2, 1, false), queue(3, 1), queue(4, 2)], { queue: 1, shop: 1 }, "en", en.transfer);
    expect(targets.map((one) => one.label)).toEqual(["T3", "T2 (closed now)"]);
  });
  it("are called by the topic's key where no title is known", () => {
    expect(topicTitle({ queue: 9, topic: "returns" }, [], "en")).toBe("returns");
  });
});
