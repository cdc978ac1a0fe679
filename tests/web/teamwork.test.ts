import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  ConversationState, EntryKind, ErrorCode, Notice_Kind, Part, Presence, Role,
} from "../../web/gen/yunke/v1/client_pb";
import { DraftBox, StoredValue, pageStorage } from "../../web/client/memory";
import type { StoreEvent } from "../../web/client/model";
import { Store } from "../../web/client/store";
import { epoch, online, pass, settle, world, type ScriptedSocket } from "./scripted_server";

const view = { id: 3n, state: ConversationState.ACTIVE, shopperName: "王女士", agentName: "小林", language: "zh-CN", entries: 1 };
const line = (n: number, kind: EntryKind, author: Role, name: string, text = `e${n}`) => (
  { n, atMs: BigInt(1_000 * n), kind, author, name, text }
);
const message = (n: number, author: Role, name: string, text?: string) => line(n, EntryKind.MESSAGE, author, name, text);
const whisper = (n: number, author: Role, name: string, text?: string) => line(n, EntryKind.WHISPERED, author, name, text);
const say = (socket: ScriptedSocket, entries: ReturnType<typeof line>[], more: object = {}) =>
  socket.say({ case: "entries", value: { conversation: 3n, entries, ...more } });

async function inChat(attached: object = {}) {
  const built = await online({}, { conversations: [view], ...attached });
  const events: StoreEvent[] = [];
  built.store.onEvent((event) => void events.push(event));
  const chat = () => built.store.conversation("3")!;
  return { ...built, events, chat };
}
const bodies = (socket: ScriptedSocket) => socket.take().map((frame) => frame.body);

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

describe("whispers", () => {
  it("are on their way apart from messages, and stand as whispers when answered", async () => {
    const { first, store, chat } = await inChat();
    store.drafts.set("3", "to the shopper");
    store.drafts.set("3/whisper", "psst");
    void store.whisper("3", "psst");
    expect([store.drafts.get("3"), store.drafts.get("3/whisper")]).toEqual(["to the shopper", ""]);
    expect(chat().pending).toMatchObject([{ text: "psst", whisper: true, state: "sending" }]);
    expect(bodies(first)).toMatchObject([{ case: "whisper", value: { conversation: 3n, text: "psst" } }]);
    first.answer(1, { conversation: 3n, entry: 2, atMs: 5n });
    await settle();
    expect(chat().pending).toEqual([]);
    expect(chat().entries.at(-1)).toMatchObject({ n: 2, kind: EntryKind.WHISPERED, name: "小林", text: "psst" });
  });

  it("that were refused are sent again as whispers, never to the shopper", async () => {
    const { first, store, chat } = await inChat();
    void store.whisper("3", "psst");
    first.answer(1, { error: ErrorCode.INTERNAL_ERROR });
    await settle();
    first.take();
    void store.retry("3", chat().pending[0]!.key);
    expect(bodies(first)).toMatchObject([{ case: "whisper", value: { text: "psst" } }]);
  });

  it("that the pool had lost are carried out anew as whispers", async () => {
    const { first, store, attach, chat } = await inChat();
    void store.whisper("3", "psst");
    first.answer(1, { conversation: 3n, entry: 2, atMs: 5n });
    await settle();
    first.drop(1012);
    const second = await attach({ conversations: [view], logEpoch: epoch + 1n, lastNumber: 0 });
    expect(bodies(second).at(-1)).toMatchObject({ case: "whisper", value: { text: "psst" } });
    second.answer(1, { conversation: 3n, entry: 4, atMs: 9n });
    await settle();
    expect(chat().entries.at(-1)).toMatchObject({ n: 4, kind: EntryKind.WHISPERED });
  });

  it("without an answer come back after a reload as what they were, and only a whisper settles them", async () => {
    const storage = pageStorage();
    const box = () => new DraftBox(storage, "agent-1");
    const before = world();
    const old = new Store({ session: before.session, drafts: box() });
    before.session.start();
    await before.attach({ conversations: [view] });
    void old.whisper("3", "same words");

    const after = world({ storage: before.storage });
    const store = new Store({ session: after.session, drafts: box() });
    after.session.start();
    const second = await after.attach({ conversations: [view] });
    const pending = () => store.conversation("3")!.pending;
    expect(pending()).toMatchObject([{ text: "same words", whisper: true, error: "unknown" }]);
    say(second, [message(2, Role.AGENT, "小林", "same words")], { history: true });
    expect(pending()).toHaveLength(1);
    say(second, [whisper(3, Role.AGENT, "小林", "same words")], { history: true });
    expect(pending()).toEqual([]);
  });

  it("of others reach shoppers as a bare number: no news, nothing unread, no hole", async () => {
    const { first, events, chat } = await inChat({ role: Role.SHOPPER, name: "" });
    say(first, [message(1, Role.SHOPPER, "王女士")]);
    say(first, [{ n: 2, atMs: 2_000n } as ReturnType<typeof line>]);
    say(first, [message(3, Role.AGENT, "小林")]);
    expect(events.filter((event) => event.type === "entry")).toMatchObject([{ entry: { n: 3 } }]);
    expect(chat().unread).toBe(1);
    await pass(5_000);
    expect(bodies(first)).toEqual([]);
    first.drop(1006);
    expect(chat().entries.map((one) => one.n)).toEqual([1, 2, 3]);
  });
});

describe("several people in one conversation", () => {
  it("what a colleague writes is news and unread, what stood there before is not", async () => {
    const { first, store, events } = await online({}, {}).then((built) => {
      const events: StoreEvent[] = [];
      built.store.onEvent((event) => void events.push(event));
      return { ...built, events };
    });
    first.say({ case: "conversation", value: { ...view, entries: 2 } });
    say(first, [message(1, Role.SHOPPER, "王女士"), message(2, Role.AGENT, "阿树")], { history: true });
    const chat = () => store.conversation("3")!;
    expect(chat().unread).toBe(1);
    say(first, [message(3, Role.AGENT, "阿树"), whisper(4, Role.SUPERVISOR, "主管"), message(5, Role.AGENT, "小林")]);
    expect(events.filter((event) => event.type === "entry").map((event) => event.entry.n)).toEqual([3, 4]);
    expect(chat().unread).toBe(3);
    store.read("3");
    expect(chat().unread).toBe(0);
  });

  it("a colleague's words end nobody's typing, and her typing is not the shopper's", async () => {
    const { first, chat } = await inChat();
    first.say({ case: "typing", value: { conversation: 3n, who: Role.AGENT } });
    expect(chat().typing).toBe(false);
    first.say({ case: "typing", value: { conversation: 3n, who: Role.SHOPPER } });
    say(first, [message(2, Role.AGENT, "阿树")]);
    expect(chat().typing).toBe(true);
    say(first, [message(3, Role.SHOPPER, "王女士")]);
    expect(chat().typing).toBe(false);
  });

  it("an own message stands under the own name, whoever owns the conversation", async () => {
    const { first, store, chat } = await inChat({ conversations: [{ ...view, agentName: "阿树", helperName: "小林", helping: true }] });
    expect(chat()).toMatchObject({ helping: true, helperName: "小林" });
    void store.send("3", "我来补充");
    first.answer(1, { conversation: 3n, entry: 2, atMs: 5n });
    await settle();
    expect(chat().entries.at(-1)).toMatchObject({ name: "小林", kind: EntryKind.MESSAGE });
  });

  it("a view tells who is there besides, who was asked, and who had it before", async () => {
    const { first, chat } = await inChat();
    const more = { supervisors: ["主管"], helpAsked: "阿树", formerName: "晓峰", reopenUntilMs: 77n, part: Part.WATCH };
    first.say({ case: "conversation", value: { ...view, ...more } });
    expect(chat()).toMatchObject({ ...more, reopenUntilMs: 77 });
  });
});

describe("handing on and asking for help", () => {
  it("go out to exactly one target", async () => {
    const { first, store } = await inChat();
    void store.transfer("3", 12, "note");
    void store.handOn("3", { agent: 7 }, "");
    void store.handOn("3", { back: true }, "");
    void store.askHelp("3", 7);
    void store.endHelp("3");
    expect(bodies(first)).toMatchObject([
      { case: "transfer", value: { conversation: 3n, queue: 12, agent: 0, back: false, note: "note" } },
      { case: "transfer", value: { queue: 0, agent: 7, back: false } },
      { case: "transfer", value: { queue: 0, agent: 0, back: true } },
      { case: "askHelp", value: { conversation: 3n, agent: 7 } },
      { case: "endHelp", value: { conversation: 3n } },
    ]);
  });

  it("choose among those who could take it now, asked anew each time", async () => {
    const { first, store } = await inChat();
    void store.findAgents("3");
    first.say({ case: "agentChoices", value: { conversation: 3n, choices: [{ agent: 7, name: "阿树" }, { agent: 8, name: "晓峰" }] } });
    expect(store.getSnapshot().choices).toEqual(
      { conversation: "3", choices: [{ agent: 7, name: "阿树" }, { agent: 8, name: "晓峰" }] });
    void store.findAgents("3");
    expect(store.getSnapshot().choices).toBeUndefined();
  });

  it("an offer says who asks, and for what", async () => {
    const { first, store } = await online();
    first.say({ case: "offer", value: { conversation: 9n, help: true, fromName: "阿树" } });
    expect(store.getSnapshot().offers).toMatchObject([{ help: true, fromName: "阿树" }]);
  });

  it("a shopper goes on with what had ended, and sees her words in their place", async () => {
    const { first, store, chat } = await inChat(
      { role: Role.SHOPPER, name: "", conversations: [{ ...view, state: ConversationState.CLOSED, reopenUntilMs: 2_000_000n }] });
    const reopened = store.reopen("3", "还有一个问题");
    expect(bodies(first)).toMatchObject([{ case: "reopen", value: { conversation: 3n, text: "还有一个问题" } }]);
    first.answer(1, { conversation: 3n, entry: 5, atMs: 5n });
    expect((await reopened).ok).toBe(true);
    expect(chat().entries.at(-1)).toMatchObject({ n: 5, text: "还有一个问题", author: Role.SHOPPER });
  });
});

describe("supervisors' words", () => {
  const notice = (id: bigint, more: object = {}) => ({
    id, kind: Notice_Kind.TEXT, fromName: "主管", text: `w${id}`, atMs: 1_000_000n + id, untilMs: 1_060_000n, ...more,
  });
  const kept = pageStorage();
  const page = async (storage = kept) => {
    const built = world();
    const store = new Store({ session: built.session, notices: new StoredValue(storage, "notices") });
    const told: string[] = [];
    store.onEvent((event) => void (event.type === "notice" && told.push(event.notice.id)));
    built.session.start();
    const shown = () => store.getSnapshot().notices.map((one) => one.id);
    return { ...built, store, told, shown };
  };

  it("are told once, stand until they are noted, and do not come back after a reload", async () => {
    const before = await page();
    const socket = await before.attach({ notices: [notice(1n), notice(2n)] });
    socket.say({ case: "notice", value: notice(2n) });
    socket.say({ case: "notice", value: notice(3n) });
    expect(before.told).toEqual(["1", "2", "3"]);
    before.store.noteNotice("2");
    expect(before.shown()).toEqual(["1", "3"]);

    const after = await page();
    await after.attach({ notices: [notice(1n), notice(2n), notice(3n), notice(4n)] });
    expect(after.told).toEqual(["4"]);
    expect(after.shown()).toEqual(["1", "3", "4"]);
  });

  it("that are over by the pool's clock are neither told nor shown", async () => {
    const { attach, told, shown } = await page(pageStorage());
    await attach({ nowMs: 1_100_000n, notices: [notice(1n), notice(2n, { untilMs: 1_200_000n })] });
    expect([told, shown()]).toEqual([["2"], ["2"]]);
  });

  it("that her presence was set is told each time, bears no end, and outlives a lost line", async () => {
    const { attach, told, shown, store } = await page(pageStorage());
    const set = { kind: Notice_Kind.PRESENCE_SET, fromName: "主管", atMs: 1_000_000n, untilMs: 1_000_000n };
    const socket = await attach();
    for (let times = 0; times < 2; times += 1) socket.say({ case: "notice", value: set });
    expect([told, shown()]).toEqual([["set 1", "set 2"], ["set 1", "set 2"]]);
    store.noteNotice("set 1");
    socket.drop(1006);
    await attach();
    expect([told.length, shown()]).toEqual([2, ["set 2"]]);
  });

  it("leave nothing behind after signing out", async () => {
    const storage = pageStorage();
    const { attach, store } = await page(storage);
    const socket = await attach({ notices: [notice(1n)] });
    const out = store.logout();
    socket.answer(1);
    await out;
    expect(new StoredValue(storage, "notices").get()).toBe("");
    expect(store.getSnapshot().notices).toEqual([]);
  });
});

describe("a supervisor", () => {
  const supervisor = () => inChat({ role: Role.SUPERVISOR, name: "主管", conversations: [] });

  it("gives her commands with the fields that they need", async () => {
    const { first, store } = await supervisor();
    void store.supervise("3", Part.TAKE);
    void store.raise("3", -300);
    void store.setAgentPresence(7, Presence.RESTING);
    void store.closeQueue(12, true);
    void store.broadcast("喝水", 30);
    expect(bodies(first)).toMatchObject([
      { case: "supervise", value: { conversation: 3n, part: Part.TAKE } },
      { case: "raise", value: { conversation: 3n, seconds: -300 } },
      { case: "setAgentPresence", value: { agent: 7, presence: Presence.RESTING } },
      { case: "closeQueue", value: { queue: 12, closed: true } },
      { case: "broadcast", value: { text: "喝水", minutes: 30 } },
    ]);
  });

  it("lists a queue's chats; another queue's go at once, the same queue's when the new ones come", async () => {
    const { first, store } = await supervisor();
    void store.listChats(12);
    const chat = { conversation: 3n, state: ConversationState.WAITING, shopperName: "王女士", arrivalMs: 900_000n, unansweredSinceMs: 0n };
    first.say({ case: "chats", value: { queue: 12, chats: [chat], nowMs: 1_000_000n } });
    expect(store.getSnapshot().chats).toMatchObject({ queue: 12, chats: [{ id: "3", arrivalMs: 900_000, unansweredSinceMs: 0 }] });
    void store.listChats(12);
    expect(store.getSnapshot().chats?.queue).toBe(12);
    void store.listChats(13);
    expect(store.getSnapshot().chats).toBeUndefined();
  });

  it("pages through the agents, and takes no earlier page for a later one", async () => {
    const { first, store } = await supervisor();
    const row = (agent: number, presence = Presence.AVAILABLE) => ({ agent, name: `a${agent}`, presence });
    void store.listAgents(0, true);
    expect(bodies(first)).toMatchObject([{ case: "listAgents", value: { after: 0, atWork: true, count: 50 } }]);
    void store.listAgents(50, true);
    first.say({ case: "agents", value: { rows: [row(1), row(2)], next: 50 } });
    expect(store.getSnapshot().agents).toBeUndefined();
    first.say({ case: "agents", value: { rows: [row(51)], next: 0 } });
    expect(store.getSnapshot().agents).toMatchObject({ after: 50, next: 0, rows: [{ agent: 51 }] });
    void store.listAgents(0, true);
    first.say({ case: "agents", value: { rows: [row(1, Presence.OFFLINE)], next: 0 } });
    expect(store.getSnapshot().agents).toMatchObject({ after: 50 });
  });

  it("holds the chats in which she has a part, also after the line was lost", async () => {
    const { first, store, attach, events } = await supervisor();
    first.say({ case: "conversation", value: { ...view, part: Part.WATCH } });
    say(first, [message(2, Role.AGENT, "小林"), message(3, Role.SHOPPER, "王女士")]);
    expect(store.conversation("3")).toMatchObject({ part: Part.WATCH, unread: 2 });
    first.drop(1006);
    await attach({ role: Role.SUPERVISOR, name: "主管", conversations: [{ ...view, part: Part.JOIN }] });
    expect(store.conversation("3")).toMatchObject({ part: Part.JOIN });
    expect(events.filter((event) => event.type === "conversation-new")).toHaveLength(1);
  });

  it("sees what a queue's row tells besides", async () => {
    const { first, store } = await supervisor();
    first.say({ case: "board", value: { rows: [{ queue: 1, closed: true, unanswered: 2 }], nowMs: 1n } });
    expect(store.getSnapshot().board!.rows[0]).toMatchObject({ closed: true, unanswered: 2, open: false });
  });
});
