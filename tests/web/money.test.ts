import { describe, expect, it } from "vitest";
import { approval, answersOf, payoutOf, starsWords, type MonthPreview, type MonthRow, type Payouts } from "../../web/finance/model";
import { statementAddress, bytesOf } from "../../web/earnings/model";
import { invoiceCsv } from "../../web/merchant/invoice";
import { sumsBy, usageAddress, warningOf, type Invoice, type Package, type UsageRow } from "../../web/merchant/model";
import { newKey, readAt, writeAt } from "../../web/money/api";
import { discountWords } from "../../web/money/discount";
import { csvText, plainYuan } from "../../web/money/csv";
import { insist } from "../../web/money/deed";
import { failureWords } from "../../web/money/failures";
import { dayBefore, dayOf, dayWords, fenOf, hm, hoursWords, instantWords, monthAfter, monthWords, percent, timeOfDay, yuan, yuanWords } from "../../web/money/format";
import { shared } from "../../web/money/texts";

describe("money", () => {
  it("is shown in yuan with two decimals, in groups of three, below zero with a minus that is read aloud", () => {
    expect([0, 5, 100, 106_533, 123_456_789, -250].map(yuan)).toEqual(["0.00", "0.05", "1.00", "1,065.33", "1,234,567.89", "\u22122.50"]);
    expect(yuan(900_719_925_474_0991)).toBe("90,071,992,547,409.91");
    expect(yuanWords(1800, "en")).toBe("18.00 yuan");
  });
  it("is understood as people type it, and not guessed at otherwise", () => {
    expect(["20", "20.5", " 1,065.33", "￥3", "12。30"].map(fenOf)).toEqual([2000, 2050, 106_533, 300, 1230]);
    expect(["", "-1", "1.234", "1e3", "abc", "99999999999"].map(fenOf)).toEqual(Array(6).fill(undefined));
  });
});

describe("time", () => {
  it("is hours and minutes; what is shorter than a minute does not look like nothing", () => {
    expect([0, 20_000, 59_999, 60_000, 5_400_000, 360_000_000, -3_600_000].map(hm))
      .toEqual(["0:00", "0:00:20", "0:00:59", "0:01", "1:30", "100:00", "\u22121:00"]);
    expect(hoursWords(139_800_000, "en")).toBe("38 h 50 min");
  });
  it("is by the platform's clock, wherever the reader is", () => {
    const evening = Date.UTC(2026, 10, 29, 16, 5); // past midnight in Shanghai
    expect(timeOfDay(evening, 480, "en")).toBe("00:05");
    expect(dayOf(evening, 480)).toBe("2026-11-30");
    expect(instantWords(evening, 480, "zh-CN")).toContain("2026年11月30日");
  });
  it("has days and months in the page's language", () => {
    expect(dayWords("2026-11-30", "en")).toBe("Mon, Nov 30");
    expect(monthWords("2026-11", "zh-CN")).toBe("2026年11月");
    expect([monthAfter("2026-12", 1), monthAfter("2026-01", -1)]).toEqual(["2027-01", "2025-12"]);
    expect([600, 1_250].map(percent)).toEqual(["6 %", "12.5 %"]);
    expect([dayBefore("2027-01-01"), dayBefore("2028-03-01")]).toEqual(["2026-12-31", "2028-02-29"]);
  });
});

describe("a file made in the page", () => {
  it("opens in spreadsheets, and nothing in it is a formula", () => {
    const text = csvText([["名称", "元"], ['=HYPERLINK("x")', plainYuan(-123)], ["-3:00", 7]]);
    expect(text).toBe('\uFEFF"名称","元"\r\n"\'=HYPERLINK(""x"")","-1.23"\r\n"-3:00","7"\r\n');
  });
});

describe("a refused or failed call", () => {
  it("is told in the server's words, in the reader's language", () => {
    const refused = { ok: false, kind: "refused", status: 409, code: "refused", messageZh: "须先结清十月", messageEn: "close October first" } as const;
    expect([failureWords(refused, "zh-CN", true), failureWords(refused, "en", true)]).toEqual(["须先结清十月", "close October first"]);
    expect(failureWords({ ...refused, messageEn: "", status: 403 }, "en", true)).toBe(shared.en.forbidden);
  });
  it("that may have been carried out says so; one that only asked does not", () => {
    const lost = { ok: false, kind: "unavailable", retryAfterMs: 0 } as const;
    expect(failureWords(lost, "en", true)).toBe(shared.en.unknownWhetherDone);
    expect(failureWords(lost, "en", false)).toBe(shared.en.notRead);
  });
  it("is a value", async () => {
    const answer = (status: number, body: unknown) => async () => new Response(JSON.stringify(body), { status });
    expect(await readAt("/x", answer(200, { a: 1 }))).toEqual({ ok: true, body: { a: 1 } });
    expect(await writeAt("/x", {}, "PUT", undefined, answer(409, { error: "changed", message_en: "look again", message_zh: "请再看" })))
      .toMatchObject({ ok: false, kind: "refused", code: "changed", messageEn: "look again" });
    expect(await readAt("/x", async () => { throw new TypeError("no line"); })).toMatchObject({ kind: "unavailable" });
  });
});

describe("a booking", () => {
  it("bears its key, which is another one each time", async () => {
    const sent: (string | null)[] = [];
    const fetcher = async (_: string, init?: RequestInit) => {
      sent.push(new Headers(init?.headers).get("Idempotency-Key"));
      return new Response("{}", { status: 201 });
    };
    await writeAt("/x", {}, "POST", "k-1", fetcher);
    await writeAt("/x", {}, "POST", undefined, fetcher);
    expect(sent).toEqual(["k-1", null]);
    expect(newKey()).toMatch(/^[0-9a-f]{32}$/);
    expect(newKey()).not.toBe(newKey());
  });
  it("is asked for again while no answer comes, and no more once there is one", async () => {
    const lost = { ok: false, kind: "unavailable", retryAfterMs: 0 } as const;
    const tried = async (answers: readonly object[]) => {
      let times = 0;
      const reply = await insist(async () => answers[times++] as never, 0);
      return [reply, times];
    };
    const done = { ok: true, body: 1 };
    const refused = { ok: false, kind: "refused", status: 409, code: "refused", messageZh: "", messageEn: "" };
    expect(await tried([lost, done])).toEqual([done, 2]);
    expect(await tried([refused])).toEqual([refused, 1]);
    expect(await tried([lost, lost, lost])).toEqual([lost, 3]);
  });
});

const bought = (sold_ms: number) => ({ sold_ms }) as Package;

describe("a discount", () => {
  const discount = { list_price_fen: 450_000, percent_bp: 2_000, reason: "公益机构八折", from: "2026-09-01", until: "2027-09-01" };
  it("tells the list price, the share, the reason and its days", () => {
    expect(discountWords(discount, "zh-CN")).toBe("原价 4,500.00 元，优惠 20 %：公益机构八折（2026年9月1日至2027年8月31日）");
    expect(discountWords({ ...discount, until: null }, "en")).toBe("List price 4,500.00 yuan, 20 % off: 公益机构八折 (from Sep 1, 2026)");
  });
  it("stands in the invoice's file beside what was paid", () => {
    const amounts = { gross_fen: 360_000, vat_fen: 0, net_fen: 360_000, to_pay_fen: 0 };
    const item = { kind: "package", package: "7", name: "百小时", time_ms: 360_000_000, vat_bp: 0, discount, ...amounts } as const;
    const invoice: Invoice = {
      month: "2026-11", closed: false, merchant: 1, merchant_name: "青禾", items: [item], supplied: amounts, ...amounts,
    };
    const [head, row, sum] = invoiceCsv(invoice, "zh-CN").split("\r\n");
    expect(head).toMatch(/"原价（元，含税）","优惠","优惠原因","优惠期间"$/);
    expect(row).toMatch(/"3600.00","0.00","4500.00","20 %","公益机构八折","2026年9月1日至2027年8月31日"$/);
    expect(sum).toMatch(/"3600.00","0.00","","","",""$/);
  });
});

describe("a merchant's warning", () => {
  const alert = (percent: number, at_ms: number) => ({ percent, at_ms, left_ms: 1 });
  it("is the lowest that was reached since the latest package", () => {
    const alerts = [alert(5, 30), alert(20, 20), alert(50, 10)];
    expect(warningOf({ state: "low", alerts, packages: [bought(1)] })).toEqual({ kind: "left", percent: 5 });
    expect(warningOf({ state: "low", alerts, packages: [bought(40)] })).toEqual({ kind: "left", percent: 20 });
    expect(warningOf({ state: "ok", alerts: [alert(50, 10)], packages: [bought(1)] })).toEqual({ kind: "left", percent: 50 });
    expect(warningOf({ state: "ok", alerts, packages: [bought(40)] })).toBeUndefined();
    expect(warningOf({ state: "used_up", alerts: [], packages: [] })).toEqual({ kind: "used_up" });
    expect(warningOf({ state: "none", alerts: [], packages: [] })).toBeUndefined();
  });
});

describe("a merchant's use", () => {
  const row = (day: string, shop: number, queue: number, skills: string[], billed_ms: number): UsageRow => ({
    day, shop, shop_name: `shop ${shop}`, queue, topic: `topic ${queue}`, title_zh: "", title_en: "", skills,
    handling_ms: billed_ms, hold_ms: 0, wrap_up_ms: 0, billed_ms, resolved: 1,
  });
  const rows = [row("2026-11-29", 1, 11, ["a", "b"], 10), row("2026-11-30", 1, 12, [], 30), row("2026-11-30", 2, 21, ["a"], 20)];
  it("adds up to the same whichever way it is summed", () => {
    for (const by of ["shop", "queue", "skill", "day"] as const) {
      const sums = sumsBy(rows, by, "en", "none");
      expect(sums.reduce((sum, one) => sum + one.billed_ms, 0)).toBe(60);
      expect(sums.reduce((sum, one) => sum + one.resolved, 0)).toBe(3);
    }
  });
  it("comes by what was billed, days latest first; several skills of one queue count once", () => {
    expect(sumsBy(rows, "shop", "en", "none").map((one) => one.label)).toEqual(["shop 1", "shop 2"]);
    expect(sumsBy(rows, "day", "en", "none").map((one) => one.key)).toEqual(["2026-11-30", "2026-11-29"]);
    expect(sumsBy(rows, "skill", "en", "none").map((one) => one.label)).toEqual(["none", "a", "a + b"]);
  });
  it("and a statement are asked for at the documented addresses", () => {
    expect(usageAddress("2026-11-01", "2026-11-30", true)).toBe("/api/merchant/usage?from=2026-11-01&to=2026-11-30&format=csv");
    expect(usageAddress("", "")).toBe("/api/merchant/usage");
    expect(statementAddress("2026-11", "csv", "zh-CN")).toBe("/api/earnings/statement?month=2026-11&format=csv&lang=zh");
    expect(bytesOf("断线")).toBe(6);
  });
});

describe("what finance sends", () => {
  const person = (agent: number, payable_fen: number, pending = true) => ({ agent, payable_fen, pending }) as MonthRow;
  const preview = { total_fen: 300, rows: [person(1, 100), person(2, 200), person(3, 0, false)] } as MonthPreview;
  it("approves everybody with the sum that was seen, or the chosen ones with theirs", () => {
    expect(approval(preview, new Set())).toEqual({ seen_fen: 300 });
    expect(approval(preview, new Set([2, 3]))).toEqual({ agents: [2], seen_fen: 200 });
  });
  it("pays out to those whose account is known, under the number that was seen", () => {
    const payouts = (has_payee: boolean): Payouts => ({
      payable: [{ agent: 1, fen: 100, has_payee: true }, { agent: 2, fen: 50, has_payee }], payable_fen: 150, next_batch: 4, batches: [],
    });
    expect(payoutOf(payouts(true), new Set())).toMatchObject({ content: { batch: 4 }, count: 2, fen: 150 });
    expect(payoutOf(payouts(false), new Set())).toMatchObject({ content: { batch: 4, agents: [1] }, count: 1, fen: 100 });
    expect(payoutOf(payouts(true), new Set([2]))).toMatchObject({ content: { batch: 4, agents: [2] }, fen: 50, isChoice: true });
  });
  it("answers rows in their order; ratings have their mean and number", () => {
    expect(answersOf(new Map([[3, false], [1, true]]))).toEqual([{ row: 1, paid: true }, { row: 3, paid: false }]);
    expect([starsWords({ ratings: 40, stars: 188 }), starsWords({ ratings: 0, stars: 0 })]).toEqual(["4.7 (40)", "—"]);
  });
});
