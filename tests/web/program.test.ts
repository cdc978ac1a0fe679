import { describe, expect, it } from "vitest";
import { consentWords, wishAfter, type Consent } from "../../web/earnings/consent_model";
import { bandWords, hoursBandWords, peopleAddress, peopleFile, reportAddress } from "../../web/program/model";

const consent = (progress_since_ms: number | null, income_since_ms: number | null) => ({
  progress_since_ms, income_since_ms, words: { never_zh: "看不到", never_en: "never" },
}) as Consent;

describe("consent", () => {
  it("is sent as a whole: the other one stays as it is", () => {
    expect(wishAfter(consent(null, null), "progress", true)).toEqual({ progress: true, income: false });
    expect(wishAfter(consent(1, null), "income", true)).toEqual({ progress: true, income: true });
    expect(wishAfter(consent(1, 2), "income", false)).toEqual({ progress: true, income: false });
  });
  it("to income ends with that to progress", () => {
    expect(wishAfter(consent(1, 2), "progress", false)).toEqual({ progress: false, income: false });
  });
  it("says what it means in the reader's language", () => {
    expect([consentWords(consent(1, 2), "never", "zh-CN"), consentWords(consent(1, 2), "never", "en")]).toEqual(["看不到", "never"]);
  });
});

describe("a programme officer's page", () => {
  it("names bands by their ends", () => {
    expect([[0, 50_000], [100_000, 200_000], [1_000_000, null]].map(([from_fen, to_fen]) => bandWords({ from_fen: from_fen!, to_fen: to_fen! }, "en")))
      .toEqual(["below 500", "1,000 to 2,000", "10,000 or more"]);
    expect(bandWords({ from_fen: 100_000, to_fen: 200_000 }, "zh-CN")).toBe("1,000 至 2,000");
    expect([hoursBandWords(0, 36_000_000, "zh-CN"), hoursBandWords(360_000_000, null, "zh-CN")]).toEqual(["不到 10", "100 及以上"]);
  });
  it("asks at the documented addresses", () => {
    expect([peopleAddress(0), peopleAddress(7)]).toEqual(["/api/program/people", "/api/program/people?after=7"]);
    expect(peopleFile("en")).toBe("/api/program/people?format=csv&lang=en");
    expect(reportAddress(undefined)).toBe("/api/program/report");
    expect(reportAddress("2026-10", true)).toBe("/api/program/report?month=2026-10&format=csv");
  });
});
