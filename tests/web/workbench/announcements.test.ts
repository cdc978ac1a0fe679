import { describe, expect, it } from "vitest";
import { EndReason, EntryKind, Limit, OfferEnd, Presence, Role, type AgentSelf } from "../../../web/client/model";
import {
  SPOKEN_TEXT_MAX, arrivalsUtterance, reactionTo, type Arrival, type SpeechContext,
} from "../../../web/workbench/model/announcements";
import { textsFor } from "../../../web/workbench/texts";
import { chat, entry, offer, self } from "./samples";

const texts = textsFor("en");
const context = (part: Partial<SpeechContext> = {}): SpeechContext => ({
  texts, language: "en", level: "full", queues: [], nowMs: 0, myName: "Me", selected: undefined, byMyself: new Set(),
  baseline: () => 0, key: () => "F8", ...part,
});
const arrival = (part: Partial<Arrival> = {}): Arrival => ({
  conversation: "11", sender: "Li Wei", text: "Where is it?", shop: "Silk Shop", language: "en", whisperAbout: "", ...part,
});
const told = (items: Arrival[], more = 0) => arrivalsUtterance(items, more, "full", texts, textsFor);

describe("arriving messages", () => {
  it("one is told politely: sender, text, then shop", () => {
    expect(told([arrival()])).toEqual({ urgency: "polite", text: "Li Wei: Where is it? Silk Shop.", language: "en" });
  });
  it("are told in the words of their own language", () => {
    const { text, language } = told([arrival({ text: "在吗？", sender: "李薇", shop: "青禾", language: "zh-CN" })]);
    expect(text).toBe("李薇：在吗？ 青禾。");
    expect(language).toBe("zh-CN");
  });
  it("many at once are counted by sender, and none is left out", () => {
    const { text } = told([arrival(), arrival(), arrival({ conversation: "12", sender: "Bob", shop: "Tea" })], 4);
    expect(text).toBe("7 new messages: Li Wei, Silk Shop: 2; Bob, Tea: 1; others: 4.");
  });
  it("leave out their text at the short level", () => {
    expect(arrivalsUtterance([arrival()], 0, "short", texts, textsFor).text).toBe("New message from Li Wei, Silk Shop.");
  });
  it("are cut when they are very long", () => {
    const { text } = told([arrival({ text: "长".repeat(SPOKEN_TEXT_MAX + 1) })]);
    expect(text).toContain(texts.spoken.longText);
  });
  it("go to the gate when they are new, and are silent at level off or when they are older than the chat's coming", () => {
    const event = { type: "entry" as const, conversation: chat(), entry: entry(5) };
    expect(reactionTo(event, context())).toMatchObject({ kind: "arrival", arrival: { sender: "Li Wei", text: "text 5" } });
    expect(reactionTo(event, context({ level: "off" }))).toBeUndefined();
    expect(reactionTo(event, context({ baseline: () => 5 }))).toBeUndefined();
  });
});

describe("offers", () => {
  it("interrupt once, with who, topic, shop, opening and time", () => {
    const event = { type: "offer" as const, offer: offer({ expiresMs: 120_000 }) };
    expect(reactionTo(event, context())).toEqual({
      kind: "say",
      utterance: {
        urgency: "assertive", language: "",
        text: "New offer: Li Wei, returns, Silk Shop. Can I return it? About 2 minutes to answer.",
      },
    });
  });
  it("can be muted", () => {
    expect(reactionTo({ type: "offer", offer: offer() }, context({ level: "off" }))).toBeUndefined();
  });
  it("that end without her doing are told politely and without blame; her own doing is not told", () => {
    const gone = (why: OfferEnd) => ({ type: "offer-gone" as const, offer: offer(), why });
    expect(reactionTo(gone(OfferEnd.MISSED), context())).toMatchObject({ utterance: { urgency: "polite" } });
    expect(reactionTo(gone(OfferEnd.ACCEPTED), context())).toBeUndefined();
    expect(reactionTo(gone(OfferEnd.DECLINED), context())).toBeUndefined();
    expect(reactionTo(gone(OfferEnd.WITHDRAWN), context({ byMyself: new Set(["21"]) }))).toBeUndefined();
  });
});

describe("chats", () => {
  it("tell how they ended, but not that she resolved them", () => {
    const ended = (endReason: EndReason) => ({
      type: "entry" as const, conversation: chat(),
      entry: entry(3, { kind: EntryKind.ENDED, author: Role.ROLE_UNSPECIFIED, endReason }),
    });
    expect(reactionTo(ended(EndReason.SHOPPER_CLOSED), context())).toMatchObject({
      utterance: { urgency: "polite", text: "Chat with Li Wei. Ended by the shopper." },
    });
    expect(reactionTo(ended(EndReason.RESOLVED), context())).toBeUndefined();
  });
  it("tell that they went back to their queue, and keep quiet when they had ended", () => {
    expect(reactionTo({ type: "conversation-gone", conversation: chat() }, context())).toMatchObject({ kind: "say" });
    const over = chat({ entries: [entry(9, { kind: EntryKind.ENDED })] });
    expect(reactionTo({ type: "conversation-gone", conversation: over }, context())).toBeUndefined();
  });
  it("tell of a lost line only in the open chat", () => {
    const event = { type: "conversation-changed" as const, before: chat(), conversation: chat({ peerOnline: false }) };
    expect(reactionTo(event, context({ selected: "11" }))).toMatchObject({ utterance: { text: "Li Wei's line is lost." } });
    expect(reactionTo(event, context({ selected: "12" }))).toBeUndefined();
  });
});

describe("her own standing", () => {
  it("held arrivals interrupt and name the key", () => {
    const event = { type: "self" as const, before: self(), self: self({ arrivalsHeld: true }) };
    expect(reactionTo(event, context())).toMatchObject({ utterance: { urgency: "assertive" } });
    expect(JSON.stringify(reactionTo(event, context()))).toContain("F8");
  });
  it("a new presence is told once; load alone is not", () => {
    const resting = { type: "self" as const, before: self(), self: self({ presence: Presence.RESTING }) };
    expect(reactionTo(resting, context())).toMatchObject({ utterance: { text: "You are now: Resting." } });
    expect(reactionTo({ type: "self", before: self(), self: self({ load: 2 }) }, context())).toBeUndefined();
    expect(reactionTo({ type: "self", before: undefined, self: self() }, context())).toBeUndefined();
  });
  it("arrivals are told to come again when she let them, not when she goes and rests", () => {
    const held = self({ arrivalsHeld: true });
    const news = (after: AgentSelf) => reactionTo({ type: "self", before: held, self: after }, context());
    expect(news(self())).toMatchObject({ utterance: { text: texts.held.resumed } });
    expect(news(self({ presence: Presence.RESTING }))).toMatchObject({ utterance: { text: "You are now: Resting." } });
  });
});

describe("her own limits", () => {
  const at = new Date(2026, 10, 24, 14, 20).getTime();
  const news = (before: Partial<AgentSelf>, after: Partial<AgentSelf>) => {
    const reaction = reactionTo(
      { type: "self", before: self(before), self: self(after) }, context({ nowMs: at - 60_000, level: "off" }));
    return reaction?.kind === "say" ? reaction.utterance : undefined;
  };
  const resting = { presence: Presence.RESTING, limit: Limit.REST, limitUntilMs: at };
  const finishing = { presence: Presence.FINISHING, limit: Limit.REST, load: 1 };

  it("that end work are told once and politely, together with what became of her presence", () => {
    expect(news({}, resting)).toEqual({
      urgency: "polite", language: "",
      text: "You are now: Resting. This is the rest that you asked for. You can take new chats again from 14:20. "
        + "It is your own setting; nothing counts against you.",
    });
    expect(news(resting, { ...resting, misses: 1 })).toBeUndefined();
    for (const limit of [Limit.DAY, Limit.QUIET]) {
      const text = news({}, { presence: Presence.FINISHING, limit, limitUntilMs: at })?.text;
      expect(text).toContain("14:20");
      expect(text).toContain(texts.limits.ownSetting);
    }
  });
  it("are told again when their end becomes known, and when another one takes their place", () => {
    expect(news({}, finishing)?.text).toContain(texts.limits.rest(""));
    expect(news(finishing, { ...finishing, load: 0 })).toBeUndefined();
    expect(news(finishing, resting)?.text).toContain(texts.limits.rest("14:20"));
    expect(news(resting, { ...resting, limit: Limit.DAY })?.text).toContain(texts.limits.day("14:20"));
  });
  it("are told when they are over", () => {
    expect(news(resting, { presence: Presence.RESTING })).toMatchObject({ urgency: "polite", text: texts.limits.over });
  });
  it("that only space new chats are never told", () => {
    for (const limit of [Limit.PACE, Limit.GAP]) {
      expect(news({}, { limit, limitUntilMs: at })).toBeUndefined();
      expect(news({ limit, limitUntilMs: at }, {})).toBeUndefined();
    }
  });
});
