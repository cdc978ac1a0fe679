import { describe, expect, it } from "vitest";
import { fetchWhy, readWhy, type Why } from "../../web/client/why";
import { failureWords, spokenWhy, whyTexts } from "../../web/ui-shared/why-words";

const forSupervisor = {
  conversation: "17", complete: true, why_not_complete: "",
  decisions: [{
    at_ms: 1_000, headline: "chat 17 was offered to agent 2 (Mei)", counts: "2 match", left_out: 3,
    people: [{ agent: 2, name: "Mei", chosen: true, why: "chosen" }, { agent: 3, name: "", chosen: false, why: "offline" }],
  }],
};
const forAgent = {
  conversation: "17", complete: true, why_not_complete: "",
  decisions: [{ at_ms: 1_000, headline: "offered to you", own: "chosen" }, { at_ms: 2_000, headline: "offered to somebody", own: null }],
};

function server(status: number, body: unknown, headers: Record<string, string> = {}) {
  const asked: string[] = [];
  const fetcher = (url: string) => {
    asked.push(url);
    return Promise.resolve(new Response(JSON.stringify(body), { status, headers }));
  };
  return { asked, fetcher };
}

describe("why a chat went to her", () => {
  it("is read with names for a supervisor", () => {
    const { decisions, note } = readWhy(forSupervisor);
    expect(note).toBe("");
    expect(decisions[0]).toMatchObject({ atMs: 1_000, own: "", counts: "2 match", leftOut: 3 });
    expect(decisions[0]!.people.map(({ agent, chosen }) => [agent, chosen])).toEqual([[2, true], [3, false]]);
  });

  it("is read with an agent's own reasons only", () => {
    const { decisions } = readWhy(forAgent);
    expect(decisions.map((one) => one.own)).toEqual(["chosen", ""]);
    expect(decisions.every((one) => one.people.length === 0 && one.counts === "" && one.leftOut === 0)).toBe(true);
  });

  it("is asked in the page's language", async () => {
    const { asked, fetcher } = server(200, forAgent);
    expect((await fetchWhy("17", "zh-CN", fetcher)).ok).toBe(true);
    await fetchWhy("17", "en", fetcher);
    expect(asked).toEqual(["/api/conversations/17/why?language=zh", "/api/conversations/17/why?language=en"]);
  });

  it("that cannot be had now says so, and what to do", async () => {
    const said = async (status: number, body: unknown) => {
      const reply = await fetchWhy("17", "en", server(status, body).fetcher);
      return spokenWhy(reply, "en");
    };
    expect(await said(429, { error: "busy" })).toBe(whyTexts.en.busy);
    expect(await said(404, { error: "not_found" })).toBe(whyTexts.en.notTold);
    expect(await said(503, {})).toBe(whyTexts.en.failed);
    expect(await said(200, "no such shape")).toBe(whyTexts.en.failed);
    expect(failureWords("delayed", "zh-CN")).toContain("请过几秒再打开");
  });
});

describe("what is spoken when it opens", () => {
  const spoken = (why: Why, language: "en" | "zh-CN" = "en") => spokenWhy({ ok: true, why }, language);
  it("is the newest decision, and how many more there are to read", () => {
    expect(spoken(readWhy(forAgent))).toBe("offered to somebody. 1 more decision");
    expect(spoken(readWhy(forSupervisor), "zh-CN")).toBe("chat 17 was offered to agent 2 (Mei)");
  });
  it("says why not all is told, and when there is nothing yet", () => {
    expect(spoken({ ...readWhy(forAgent), note: "The log was cut off." })).toBe("offered to somebody. 1 more decision. The log was cut off.");
    expect(spoken({ decisions: [], note: "" })).toBe(whyTexts.en.nothing);
    expect(spoken({ decisions: [], note: "The log was cut off." })).toBe("The log was cut off.");
  });
});
