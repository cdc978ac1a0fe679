import { describe, expect, it } from "vitest";
import {
  agentOf, anything, criteriaOf, daysOf, foundAddress, foundWords, queryOf, reasonWords, rowsOf, shopOf, titleOf, transcriptAddress,
  wrongIn, type Chat, type Found, type Keep, type Line, type Reason, type Transcript,
} from "../../web/archive/model";
import { texts } from "../../web/archive/texts";

const zh = texts["zh-CN"];
const { en } = texts;

const chat: Chat = {
  number: "123", conversation: "45", shop: 1, shop_name: "青禾家居", queue: 3, topic: "returns", title_zh: "退换货", title_en: "Returns",
  agent: 801, agent_name: "小禾", opened_ms: 0, accepted_ms: 40_000, closed_ms: 510_000, reason: "resolved", stars: 5,
  message_left: false, entries: 3,
};
const line = (n: number, kind: Line["kind"], rest: Partial<Line> = {}): Line => ({ n, at_ms: n, kind, author: null, name: "", text: "", language: "", ...rest });
const rows = (lines: Line[], language: "zh-CN" | "en", rest: Partial<Chat> = {}) => (
  rowsOf({ ...chat, ...rest, utc_offset_minutes: 480, lines } as Transcript, language)
);

describe("looking for ended conversations", () => {
  it("asks for what is given, and nothing else", () => {
    expect(foundAddress(anything)).toBe("/api/archive");
    expect(foundAddress({ ...anything, words: "花瓶 a&b", shop: "1", before: "123" }))
      .toBe("/api/archive?words=%E8%8A%B1%E7%93%B6+a%26b&shop=1&before=123");
    expect(foundAddress({ ...anything, agent: "801", from: "2026-11-01", to: "2026-11-30" }))
      .toBe("/api/archive?agent=801&from=2026-11-01&to=2026-11-30");
    expect(transcriptAddress("123")).toBe("/api/archive/123");
  });
  it("is kept in the page's address, without what makes no sense there", () => {
    const criteria = { words: "花瓶", shop: "2", agent: "801", from: "2026-11-01", to: "2026-11-30", before: "123" };
    expect(criteriaOf(queryOf(criteria))).toEqual(criteria);
    expect(criteriaOf("?words=%20&shop=x&agent=-1&from=soon&to=2026-1-1&before=0&limit=9")).toEqual(anything);
    expect(queryOf(anything)).toBe("");
  });
  it("is kept back while a number or the days are wrong", () => {
    expect(wrongIn({ ...anything, agent: "小禾" }, zh)).toEqual({ field: "agent", words: zh.agentWrong });
    expect(wrongIn({ ...anything, from: "2026-12-01", to: "2026-11-30" }, en)).toEqual({ field: "days", words: en.daysWrong });
    expect(wrongIn({ ...anything, agent: "801", from: "2026-11-30", to: "2026-11-30" }, en)).toBeUndefined();
    expect(wrongIn({ ...anything, from: "2026-12-01" }, en)).toBeUndefined();
  });
  it("says how much there is, and what to try when there is nothing", () => {
    const found = (count: number, next: string | null) => ({ conversations: Array(count).fill(chat), next }) as unknown as Found;
    const words = { ...anything, words: "花瓶" };
    expect(foundWords(found(2, null), words, en)).toBe("2 conversations found.");
    expect(foundWords(found(1, "9"), words, en)).toBe("1 conversation on this page; there may be older ones.");
    expect(foundWords(found(2, null), { ...words, before: "9" }, zh)).toBe("这一页有 2 个会话，没有更早的了。");
    expect(foundWords(found(0, "9"), words, en)).toBe(en.noneYet);
    expect(foundWords(found(0, null), words, en)).toBe(en.nothing);
    expect(foundWords(found(0, null), { ...words, before: "9" }, en)).toBe(en.noneOlder);
    expect(foundWords(found(0, null), anything, en)).toBe(en.nothingKept);
  });
});

describe("an ended conversation", () => {
  it("is named by what is known of it", () => {
    expect([titleOf(chat, "zh-CN"), titleOf(chat, "en")]).toEqual(["退换货", "Returns"]);
    expect(titleOf({ ...chat, title_en: "" }, "en")).toBe("returns");
    expect(agentOf(chat, en)).toBe("小禾");
    expect(agentOf({ ...chat, agent_name: null }, zh)).toBe("客服 801");
    expect(agentOf({ ...chat, agent: null, agent_name: null }, en)).toBe("Nobody");
    expect(shopOf({ ...chat, shop_name: "" }, en)).toBe("Shop 1");
  });
  it("ended in a way that has words of its own", () => {
    const reasons: Reason[] = ["resolved", "shopper-closed", "shopper-gone", "shopper-idle", "abandoned", "nobody-free", ""];
    for (const t of [zh, en]) expect(new Set(reasons.map((reason) => reasonWords(reason, t))).size).toBe(reasons.length);
    expect(reasonWords("something-new" as Reason, en)).toBe(en.ended);
  });
});

describe("the lines of an ended conversation", () => {
  it("say who wrote what, as it was written", () => {
    const lines = [
      line(1, "message", { author: "shopper", name: "小林", text: "一\n二" }), line(2, "message", { author: "agent", name: "小禾", text: "三" }),
      line(3, "message", { author: "supervisor", name: "云姐", text: "四" }), line(4, "message", { author: "shopper", text: "五" }),
    ];
    expect(rows(lines, "zh-CN").map((row) => row.kind === "message" && [row.side, row.name, row.text])).toEqual([
      ["shopper", "小林", "一\n二"], ["colleague", "小禾（客服）", "三"], ["colleague", "云姐（主管）", "四"], ["shopper", "顾客", "五"],
    ]);
  });
  it("mark what was between colleagues, and say where a merchant does not see it", () => {
    const [whisper, hidden] = rows([line(1, "whispered", { author: "supervisor", name: "云姐", text: "换新" }), line(2, "between-agents")], "en");
    expect(whisper).toMatchObject({ kind: "message", whisper: true, name: "Whisper from 云姐, not seen by the shopper" });
    expect(hidden).toMatchObject({ kind: "event", words: en.betweenAgents, note: "" });
  });
  it("tell which language somebody wrote, where it is known", () => {
    const lines = [line(1, "message", { author: "shopper", text: "Hi", language: "en" }), line(2, "message", { author: "agent", text: "三" })];
    expect(rows(lines, "zh-CN").map((row) => row.language)).toEqual(["en", undefined]);
  });
  it("say why it ended at its last end only", () => {
    const ends = rows([line(1, "ended"), line(2, "reopened"), line(3, "ended")], "en", { reason: "shopper-idle" });
    expect(ends.map((row) => row.kind === "event" && row.words))
      .toEqual(["Ended.", "The shopper goes on with the chat.", "Ended: the shopper stopped answering."]);
  });
  it("bear what was said with them", () => {
    expect(rows([line(1, "rated", { author: "shopper", text: "很好" })], "en")[0])
      .toMatchObject({ words: "The shopper gave 5 of 5 stars.", note: "很好" });
    expect(rows([line(1, "transferred", { author: "agent", name: "小禾", text: "急" })], "zh-CN")[0])
      .toMatchObject({ words: "小禾把会话转到了其他队列。", note: "急" });
  });
  it("have words in both languages, with and without a name", () => {
    const kinds: Line["kind"][] = [
      "opened", "joined", "requeued", "transferred", "held", "unheld", "idle-warned", "ended", "message-left", "rated", "helper-joined",
      "helper-left", "supervisor-joined", "supervisor-left", "reopened", "between-agents",
    ];
    for (const language of ["zh-CN", "en"] as const) {
      const words = rows(kinds.map((kind, at) => line(at + 1, kind)), language).map((row) => (row.kind === "event" ? row.words : ""));
      expect(new Set(words).size).toBe(kinds.length);
      for (const one of words) expect(one).toMatch(/^\S.*[.。？?]$/);
    }
  });
});

describe("for how long they are kept", () => {
  it("is a whole number of days within what is allowed", () => {
    const keep: Keep = { days: 180, own: false, default_days: 180, least_days: 1, most_days: 3650 };
    expect(["1", " 90 ", "3650"].map((text) => daysOf(text, keep))).toEqual([1, 90, 3650]);
    for (const text of ["", "0", "3651", "1.5", "-3", "九十"]) expect(daysOf(text, keep)).toBeUndefined();
  });
});
