import { describe, expect, it } from "vitest";
import { DraftBox, pageStorage } from "../../../web/client/memory";
import { ReplyBook, fillReply, findReplies } from "../../../web/workbench/model/replies";
import { starterReplies } from "../../../web/workbench/model/replyStarters";
import { SettingsStore, defaultSettings, parseSettings } from "../../../web/workbench/model/settings";

describe("drafts", () => {
  it("outlive an expired sign-in of more than twenty hours, each with its own person", () => {
    const storage = pageStorage();
    let now = 0;
    new DraftBox(storage, "1", () => now).set("11", "half a sentence");
    now = 21 * 3_600_000;
    expect(new DraftBox(storage, "1", () => now).get("11")).toBe("half a sentence");
    expect(new DraftBox(storage, "2", () => now).get("11")).toBe("");
  });
  it("are gone after signing out on a shared computer", () => {
    const storage = pageStorage();
    const box = new DraftBox(storage, "1");
    box.set("11", "secret");
    box.clear();
    expect(new DraftBox(storage, "1").get("11")).toBe("");
  });
});

describe("settings", () => {
  it("are kept, and tell whoever listens", () => {
    const storage = pageStorage();
    const settings = new SettingsStore(storage);
    let told = 0;
    const unsubscribe = settings.subscribe(() => void (told += 1));
    settings.change({ sendKey: "ctrlEnter", shortcuts: { help: null } });
    unsubscribe();
    settings.change({ speech: "short" });
    expect(told).toBe(1);
    expect(new SettingsStore(storage).get()).toEqual(
      { ...defaultSettings, sendKey: "ctrlEnter", speech: "short", shortcuts: { help: null } });
  });
  it("lose only what is damaged", () => {
    expect(parseSettings("{")).toEqual(defaultSettings);
    expect(parseSettings("[]")).toEqual(defaultSettings);
    expect(parseSettings('{"sendKey":"space","speech":"off","shortcuts":{"help":7,"hold":"Alt+Q"}}')).toEqual(
      { ...defaultSettings, speech: "off", shortcuts: { hold: "Alt+Q" } });
  });
});

describe("canned replies", () => {
  const book = (storage = pageStorage()) => {
    let next = 1;
    return { storage, replies: new ReplyBook(storage, "1", () => `r${next++}`) };
  };
  it("start with a set in both languages", () => {
    expect(starterReplies.filter((reply) => reply.language === "zh").length).toBeGreaterThanOrEqual(12);
    expect(starterReplies.filter((reply) => reply.language === "en").length).toBeGreaterThanOrEqual(12);
  });
  it("are the agent's own from the first change on", () => {
    const { storage, replies } = book();
    expect(replies.save({ language: "en", title: "", text: "  Thank you for the photo!  " })).toBe(true);
    expect(replies.save({ language: "en", title: "x", text: "   " })).toBe(false);
    const again = new ReplyBook(storage, "1", () => "x").get();
    expect(again).toHaveLength(starterReplies.length + 1);
    expect(again.at(-1)).toEqual({ id: "r1", language: "en", title: "Thank you for the ph", text: "Thank you for the photo!" });
    replies.save({ id: "r1", language: "en", title: "Photo", text: "Thanks." });
    replies.remove(starterReplies[0]!.id);
    expect(replies.get()).toHaveLength(starterReplies.length);
    replies.restart();
    expect(replies.get()).toEqual(starterReplies);
    expect(new ReplyBook(storage, "1", () => "x").get()).toEqual(starterReplies);
  });
  it("are found by words in title and text, those of the chat's language first", () => {
    expect(findReplies(starterReplies, "", "en-GB")[0]!.language).toBe("en");
    expect(findReplies(starterReplies, "发票", "zh-CN")[0]!.title).toBe("开发票");
    expect(findReplies(starterReplies, "REFUND days", "en").map((reply) => reply.title)).toContain("When is the refund");
    expect(findReplies(starterReplies, "no such words", "en")).toEqual([]);
  });
  it("fill in names and leave no hole where one is missing", () => {
    const names = { shopper: "Li", shop: "Silk", me: "Yu" };
    expect(fillReply("Hello {shopper}, this is {me} at {shop}.", names)).toBe("Hello Li, this is Yu at Silk.");
    expect(fillReply("Hello {shopper}, good day.", { ...names, shopper: "" })).toBe("Hello, good day.");
    expect(fillReply("{shopper}，您好", { ...names, shopper: "" })).toBe("您好");
  });
  it("survive a damaged record", () => {
    const storage = pageStorage();
    storage.setItem("yunke.replies.1", "{");
    expect(book(storage).replies.get()).toEqual(starterReplies);
    storage.setItem("yunke.replies.1", '[{"id":1},{"id":"a","language":"en","title":"t","text":"x"}]');
    expect(book(storage).replies.get()).toHaveLength(1);
  });
});
