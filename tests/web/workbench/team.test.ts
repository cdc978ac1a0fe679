import { describe, expect, it } from "vitest";
import { EntryKind, NoticeKind, Presence, Role, type Conversation, type Notice } from "../../../web/client/model";
import { arrivalsUtterance, reactionTo, type SpeechContext } from "../../../web/workbench/model/announcements";
import { chatRow, waitingSinceMs } from "../../../web/workbench/model/chats";
import { companyWords, currentNotices, helpDeclined, noticeWords, supervisorsOf } from "../../../web/workbench/model/team";
import { ROWS_SHOWN, eventWords, hasEnded, transcriptView } from "../../../web/workbench/model/transcript";
import { textsFor } from "../../../web/workbench/texts";
import { chat, entry, offer, self } from "./samples";

const en = textsFor("en");
const zh = textsFor("zh-CN");
const t = en.team;
const context = (part: Partial<SpeechContext> = {}): SpeechContext => ({
  texts: en, language: "en", level: "full", queues: [], nowMs: 0, myName: "Me", selected: undefined, byMyself: new Set(),
  baseline: () => 0, key: () => null, ...part,
});
const whisper = (n: number, name = "Xia") => entry(n, { kind: EntryKind.WHISPERED, author: Role.SUPERVISOR, name });
const event = (n: number, kind: EntryKind, name: string) => entry(n, { kind, author: Role.ROLE_UNSPECIFIED, name });
const view = (part: Partial<Conversation>, seenUpTo = 0) =>
  transcriptView({ chat: chat(part), myName: "Me", limit: ROWS_SHOWN, seenUpTo, texts: en });

describe("a whisper in the transcript", () => {
  it("says in words whose it is and that the shopper does not see it, and bears no receipt", () => {
    const { rows } = view({ peerRead: 9, entries: [whisper(1), whisper(2, "Me")] });
    expect(rows).toMatchObject([
      { kind: "message", whisper: true, name: "Whisper from Xia, not seen by the shopper", read: false },
      { kind: "message", whisper: true, name: t.whisperByMe, read: false },
    ]);
  });
  it("of somebody else counts as unread, an own one does not", () => {
    expect(view({ entries: [entry(1), whisper(2), whisper(3, "Me")] }, 1)).toMatchObject({ unread: 1, firstUnread: 2 });
  });
  it("is no answer to the shopper; a helper's and a supervisor's message is", () => {
    expect(waitingSinceMs(chat({ entries: [entry(1), whisper(2)] }))).toBe(1_000);
    const answered = entry(2, { author: Role.SUPERVISOR, name: "Xia" });
    expect(waitingSinceMs(chat({ entries: [entry(1), answered] }))).toBeUndefined();
  });
  it("that is not for this reader leaves neither row nor gap", () => {
    const blank = entry(2, { kind: EntryKind.ENTRY_KIND_UNSPECIFIED, author: Role.ROLE_UNSPECIFIED, text: "" });
    expect(view({ entries: [entry(1), blank, entry(3)] }).rows.map((row) => [row.kind, row.n])).toEqual([["message", 1], ["message", 3]]);
  });
});

describe("company in a chat", () => {
  const joined = event(1, EntryKind.SUPERVISOR_JOINED, "Xia");
  it("tells watchers from those who write along", () => {
    expect(supervisorsOf(chat({ supervisors: ["Xia", "Lu"], entries: [joined] }))).toEqual({ watching: ["Lu"], writing: ["Xia"] });
    const left = event(2, EntryKind.SUPERVISOR_LEFT, "Xia");
    expect(supervisorsOf(chat({ supervisors: ["Xia"], entries: [joined, left] }))).toEqual({ watching: ["Xia"], writing: [] });
  });
  it("is said in words of both languages, on the chat and in the list", () => {
    const accompanied = chat({ supervisors: ["Xia"], helpAsked: "Bo", helperName: "Lu" });
    expect(companyWords(accompanied, en)).toEqual([t.helperIs("Lu"), t.waitsForHelp("Bo"), "Watching: Xia, supervisor"]);
    expect(companyWords(chat({ supervisors: ["夏"] }), zh)).toEqual(["主管夏正在旁观"]);
    expect(companyWords(chat({ helping: true, helperName: "Me", agentName: "Bo" }), en)).toEqual(["you help Bo"]);
    expect(chatRow(accompanied, 1, false, 0, en).facts).toContain("Watching: Xia, supervisor");
  });
  it("events have a sentence each in both languages", () => {
    const kinds = [
      EntryKind.HELPER_JOINED, EntryKind.HELPER_LEFT, EntryKind.SUPERVISOR_JOINED, EntryKind.SUPERVISOR_LEFT, EntryKind.REOPENED,
    ];
    for (const texts of [en, zh]) {
      const words = kinds.map((kind) => eventWords(event(1, kind, "Xia"), chat(), texts));
      expect(new Set(words).size).toBe(kinds.length);
      for (const one of words) expect(one.length).toBeGreaterThan(4);
    }
  });
  it("has not ended when its shopper went on with it", () => {
    const ended = entry(1, { kind: EntryKind.ENDED });
    expect(hasEnded(chat({ entries: [ended] }))).toBe(true);
    expect(hasEnded(chat({ entries: [ended, entry(2, { kind: EntryKind.REOPENED }), entry(3)] }))).toBe(false);
  });
});

describe("what is spoken of others", () => {
  const changed = (before: Partial<Conversation>, after: Partial<Conversation>, part: Partial<SpeechContext> = {}) =>
    reactionTo({ type: "conversation-changed", before: chat(before), conversation: chat(after) }, context(part));

  it("who is watched is always told, politely and in every chat, at every level", () => {
    expect(changed({}, { supervisors: ["Xia"] }, { level: "off" })).toMatchObject({
      utterance: { urgency: "polite", text: "Xia, supervisor, is watching the chat with Li Wei." },
    });
    expect(changed({ supervisors: ["Xia"] }, {})).toMatchObject({ utterance: { text: t.watchEnds("Xia", "Li Wei") } });
  });
  it("a colleague who cannot help is told, a request taken back is not", () => {
    expect(changed({ helpAsked: "Bo" }, {})).toMatchObject({ utterance: { text: t.cannotHelp("Bo") } });
    expect(changed({ helpAsked: "Bo" }, {}, { byMyself: new Set(["help 11"]) })).toBeUndefined();
    expect(changed({ helpAsked: "Bo" }, {}, { byMyself: new Set(["11"]) })).toBeDefined();
    expect(changed({ helpAsked: "Bo" }, { helperName: "Bo" })).toBeUndefined();
    expect(helpDeclined(chat({ helpAsked: "Bo" }), chat())).toBe("Bo");
  });
  it("helpers and supervisors who come are told, one's own coming is not", () => {
    const told = (name: string) => reactionTo(
      { type: "entry", conversation: chat(), entry: event(3, EntryKind.HELPER_JOINED, name) }, context());
    expect(told("Bo")).toMatchObject({ utterance: { text: "Chat with Li Wei: Bo came to help." } });
    expect(told("Me")).toBeUndefined();
  });
  it("a whisper is told as one, with the shopper it is about, in its own language", () => {
    const reaction = reactionTo({ type: "entry", conversation: chat(), entry: whisper(3) }, context());
    if (reaction?.kind !== "arrival") throw new Error("not an arrival");
    const told = (level: "full" | "short") => arrivalsUtterance([reaction.arrival], 0, level, en, textsFor).text;
    expect(told("full")).toBe("Whisper from Xia about Li Wei: text 3 Silk Shop.");
    expect(told("short")).toBe("Whisper from Xia about Li Wei.");
    const burst = arrivalsUtterance([reaction.arrival, { ...reaction.arrival, sender: "Li Wei", whisperAbout: "" }], 0, "full", en, textsFor);
    expect(burst.text).toContain("Whisper from Xia about Li Wei, Silk Shop: 1");
    expect(burst.text).toContain("Li Wei, Silk Shop: 1");
  });
  it("an offer says who asks and what for", () => {
    const told = (part: object) => JSON.stringify(reactionTo({ type: "offer", offer: offer(part) }, context()));
    expect(told({ help: true, fromName: "Bo" })).toContain("Bo asks for help: Li Wei, returns, Silk Shop.");
    expect(told({ fromName: "Bo" })).toContain("Bo hands on to you: Li Wei");
    expect(told({ help: true })).toContain("A colleague asks for help");
  });
  it("the end of one's own help is told as such", () => {
    const gone = reactionTo({ type: "conversation-gone", conversation: chat({ helping: true }) }, context());
    expect(gone).toMatchObject({ utterance: { text: t.helpOver("Li Wei") } });
  });
});

describe("supervisors' words", () => {
  const notice = (part: Partial<Notice> = {}): Notice => ({
    id: "1", kind: NoticeKind.TEXT, fromName: "Xia", text: "Drink water", atMs: 100_000, untilMs: 200_000, ...part,
  });
  const around = { nowMs: 100_000, language: "en", texts: en };

  it("stand with who said it and when, until their time is over", () => {
    expect(noticeWords(notice(), undefined, around)).toMatchObject({ head: expect.stringContaining("Xia"), text: "Drink water" });
    expect(currentNotices([notice(), notice({ id: "2", untilMs: 99_000 })], 100_000).map((one) => one.id)).toEqual(["1"]);
  });
  it("name the state that she was set to only as long as it is so", () => {
    const set = notice({ kind: NoticeKind.PRESENCE_SET, text: "" });
    const words = (presenceSinceMs: number) => noticeWords(set, self({ presence: Presence.RESTING, presenceSinceMs }), around).head;
    expect(words(100_000)).toBe("Xia has set you to: Resting.");
    expect(words(170_000)).toMatch(/^Xia changed your state at /);
  });
});
