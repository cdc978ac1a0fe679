import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConversationState, EntryKind, ErrorCode, Limit, OfferEnd, Presence, Role } from "../../web/gen/yunke/v1/client_pb";
import { DraftBox, pageStorage } from "../../web/client/memory";
import type { StoreEvent } from "../../web/client/model";
import { Store } from "../../web/client/store";
import { epoch, online, pass, settle, world, type ScriptedSocket } from "./scripted_server";

const view = { id: 3n, state: ConversationState.ACTIVE, shopperName: "王女士", agentName: "小林", language: "zh-CN" };
const entry = (n: number, text = `e${n}`, author = Role.SHOPPER) => (
  { n, atMs: BigInt(1_000 * n), kind: EntryKind.MESSAGE, author, text, name: author === Role.SHOPPER ? "王女士" : "小林" }
);
const say = (socket: ScriptedSocket, entries: ReturnType<typeof entry>[], more: object = {}) =>
  socket.say({ case: "entries", value: { conversation: 3n, entries, ...more } });

async function inChat() {
  const built = await online({}, { conversations: [view] });
  const events: StoreEvent[] = [];
  built.store.onEvent((event) => void events.push(event));
  const chat = () => built.store.conversation("3")!;
  const numbers = () => chat().entries.map((one) => one.n);
  return { ...built, events, chat, numbers };
}

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

describe("entries", () => {
  it("stand once and in order, however often and in which order they come", async () => {
    const { first, numbers, events } = await inChat();
    say(first, [entry(1), entry(2)]);
    say(first, [entry(2), entry(3)]);
    say(first, [entry(1)], { history: true });
    expect(numbers()).toEqual([1, 2, 3]);
    expect(events.filter((event) => event.type === "entry")).toHaveLength(3);
  });

  it("of history are not told as arrivals", async () => {
    const { first, events, chat } = await inChat();
    say(first, Array.from({ length: 200 }, (_, i) => entry(i + 201)), { history: true, missingBelow: 201 });
    expect(events.filter((event) => event.type === "entry" || event.type === "missed")).toEqual([]);
    expect(chat().missingBelow).toBe(201);
  });

  it("that came before their conversation are shown with it", async () => {
    const { first, store } = await online();
    say(first, [entry(1)]);
    first.say({ case: "conversation", value: view });
    expect(store.conversation("3")!.entries).toHaveLength(1);
  });

  it("below are asked for by loadOlder", async () => {
    const { first, store, chat, numbers } = await inChat();
    say(first, [entry(5), entry(6)], { history: true, missingBelow: 5 });
    const loading = store.loadOlder("3");
    expect(chat().loadingOlder).toBe(true);
    expect(first.take()[0]!.body).toMatchObject({ case: "history", value: { conversation: 3n, before: 5, count: 200 } });
    say(first, [entry(1), entry(2), entry(3), entry(4)], { history: true });
    first.answer(1);
    await loading;
    expect(numbers()).toEqual([1, 2, 3, 4, 5, 6]);
    expect([chat().missingBelow, chat().loadingOlder]).toEqual([0, false]);
  });

  it("missing in the middle are asked for when nothing brings them", async () => {
    const { first, numbers } = await inChat();
    say(first, [entry(1), entry(2)]);
    say(first, [entry(5)]);
    expect(first.take()).toEqual([]);
    await pass(2_000);
    expect(first.take()[0]!.body).toMatchObject({ case: "history", value: { before: 5, count: 2 } });
    say(first, [entry(3), entry(4)], { history: true });
    expect(numbers()).toEqual([1, 2, 3, 4, 5]);
  });

  it("missing in the middle hold the position of the next Hello", async () => {
    const { first, attach } = await inChat();
    say(first, [entry(1), entry(2), entry(5)]);
    first.drop(1006);
    const second = await attach({ conversations: [view] });
    expect(second.take()[0]!.body.value).toMatchObject({ positions: [{ conversation: 3n, entry: 2 }] });
  });

  it("that came while the line was down are told as one number", async () => {
    const { first, attach, events } = await inChat();
    say(first, [entry(1)]);
    first.drop(1006);
    const second = await attach({ conversations: [{ ...view, entries: 4 }] });
    say(second, [entry(2), entry(3, "own", Role.AGENT), entry(4)], { history: true });
    expect(events.filter((event) => event.type === "missed")).toMatchObject([{ count: 2 }]);
    expect(events.filter((event) => event.type === "entry")).toHaveLength(1);
  });

  it("are forgotten when the log epoch changed, and come again", async () => {
    const { first, attach, numbers } = await inChat();
    say(first, [entry(1), entry(2), entry(3)]);
    first.drop(1012);
    const second = await attach({ conversations: [view], logEpoch: epoch + 1n });
    say(second, [entry(1), entry(2, "another")], { history: true });
    expect(numbers()).toEqual([1, 2]);
  });

  it("of one's own that were lost with the log epoch stand at their new place once sent again", async () => {
    const { first, store, attach, chat, numbers } = await inChat();
    say(first, [entry(1)]);
    for (const text of ["一", "二"]) void store.send("3", text);
    first.answer(1, { conversation: 3n, entry: 2, atMs: 5n });
    first.answer(2, { conversation: 3n, entry: 3, atMs: 6n });
    await settle();
    first.drop(1012);
    const second = await attach({ conversations: [{ ...view, entries: 2 }], logEpoch: epoch + 1n, lastNumber: 0 });
    say(second, [entry(1), entry(2, "something else")], { history: true });
    second.answer(1, { conversation: 3n, entry: 3, atMs: 9n });
    second.answer(2, { error: ErrorCode.WRONG_STATE });
    await settle();
    expect(numbers()).toEqual([1, 2, 3]);
    expect(chat().entries.at(-1)).toMatchObject({ n: 3, text: "一", atMs: 9 });
    expect(chat().pending).toMatchObject([{ text: "二", state: "failed", error: ErrorCode.WRONG_STATE }]);
  });

  it("of the other side are unread until read, and receipts are gathered", async () => {
    const { first, store, chat } = await inChat();
    say(first, [entry(1), entry(2), entry(3, "own", Role.AGENT)]);
    expect(chat().unread).toBe(2);
    store.read("3", 1);
    store.read("3", 2);
    expect(chat().unread).toBe(0);
    await pass(800);
    expect(first.take().map((frame) => frame.body)).toMatchObject([{ case: "read", value: { entry: 2 } }]);
  });
});

describe("own messages", () => {
  it("are shown at once, and in their place when answered", async () => {
    const { first, store, chat } = await inChat();
    say(first, [entry(1)]);
    void store.send("3", "您好");
    expect(chat().pending).toMatchObject([{ text: "您好", state: "sending" }]);
    first.answer(1, { conversation: 3n, entry: 2, atMs: 5n });
    await settle();
    expect(chat().pending).toEqual([]);
    expect(chat().entries.at(-1)).toMatchObject({ n: 2, text: "您好", author: Role.AGENT, name: "小林", atMs: 5 });
  });

  it("stand once when the entry itself comes as well", async () => {
    const { first, store, chat } = await inChat();
    void store.send("3", "您好");
    say(first, [entry(1, "您好", Role.AGENT)]);
    expect(chat().pending).toEqual([]);
    first.answer(1, { conversation: 3n, entry: 1, atMs: 5n });
    await settle();
    expect(chat().entries).toHaveLength(1);
  });

  it("that are refused stay, say why, and can be sent again", async () => {
    const { first, store, chat, events } = await inChat();
    void store.send("3", "您好");
    first.answer(1, { error: ErrorCode.INTERNAL_ERROR });
    await settle();
    const [failed] = chat().pending;
    expect(failed).toMatchObject({ state: "failed", error: ErrorCode.INTERNAL_ERROR });
    expect(events.at(-1)).toMatchObject({ type: "message-failed" });
    void store.retry("3", failed!.key);
    expect(chat().pending).toMatchObject([{ text: "您好", state: "sending" }]);
    first.answer(2, { conversation: 3n, entry: 1 });
    await settle();
    expect(chat().pending).toEqual([]);
  });

  it("without an answer survive a reload, and vanish once the transcript shows them", async () => {
    const storage = pageStorage();
    const box = () => new DraftBox(storage, "agent-1");
    const before = world();
    const old = new Store({ session: before.session, drafts: box() });
    before.session.start();
    const socket = await before.attach({ conversations: [view] });
    say(socket, [entry(1)]);
    void old.send("3", "arrived");
    void old.send("3", "lost");
    old.drafts.set("3", "half a sen");

    const after = world({ storage: before.storage });
    const store = new Store({ session: after.session, drafts: box() });
    after.session.start();
    const second = await after.attach({ conversations: [view] });
    expect(store.conversation("3")!.pending.map((one) => [one.text, one.state])).toEqual(
      [["arrived", "failed"], ["lost", "failed"]]);
    say(second, [entry(1), entry(2, "arrived", Role.AGENT)], { history: true });
    expect(store.conversation("3")!.pending).toMatchObject([{ text: "lost", error: "unknown" }]);
    expect(store.drafts.get("3")).toBe("half a sen");
  });

  it("leave nothing behind after signing out", async () => {
    const storage = pageStorage();
    const built = world();
    const store = new Store({ session: built.session, drafts: new DraftBox(storage, "agent-1") });
    built.session.start();
    const socket = await built.attach({ conversations: [view] });
    store.drafts.set("3", "secret");
    void store.send("3", "open");
    const done = store.logout();
    socket.answer(2);
    await done;
    expect(new DraftBox(storage, "agent-1").get("3")).toBe("");
    expect(new DraftBox(storage, "agent-1").unsent).toEqual([]);
    expect(store.getSnapshot().conversations).toEqual([]);
  });
});

describe("the snapshot", () => {
  it("keeps the order of offers, updates them in place and tells why one went", async () => {
    const { first, store } = await online();
    const events: StoreEvent[] = [];
    store.onEvent((event) => void events.push(event));
    first.say({ case: "offer", value: { conversation: 8n, expiresMs: 10n } });
    first.say({ case: "offer", value: { conversation: 9n } });
    first.say({ case: "offer", value: { conversation: 8n, expiresMs: 20n } });
    expect(store.getSnapshot().offers.map((one) => [one.conversation, one.expiresMs])).toEqual([["8", 20], ["9", 0]]);
    first.say({ case: "offerGone", value: { conversation: 8n, why: OfferEnd.TAKEN } });
    expect(store.getSnapshot().offers.map((one) => one.conversation)).toEqual(["9"]);
    expect(events.map((event) => event.type)).toEqual(["offer", "offer", "offer-gone"]);
  });

  it("is a new object on a change and the same object without one", async () => {
    const { first, store } = await inChat();
    const before = store.getSnapshot();
    expect(store.getSnapshot()).toBe(before);
    const offers = before.offers;
    say(first, [entry(1)]);
    expect(store.getSnapshot()).not.toBe(before);
    expect(store.getSnapshot().offers).toBe(offers);
  });

  it("counts what is being sent, and shows the line", async () => {
    const { first, store } = await inChat();
    void store.send("3", "a");
    expect(store.getSnapshot().sending).toEqual({ out: 1, queued: 0 });
    first.drop(1006);
    expect(store.getSnapshot().connection.phase).toBe("waiting");
  });

  it("knows the pool's clock", async () => {
    const { store } = await online({}, { nowMs: 1_050_000n });
    expect(store.getSnapshot().serverOffsetMs).toBe(50_000);
    await pass(1_000);
    expect(store.serverNow()).toBe(1_051_000);
  });

  it("tells how her own standing changed, also while the line was down", async () => {
    const { store, first, attach } = await online({}, { self: { agent: 1, presence: Presence.AVAILABLE } });
    const events: StoreEvent[] = [];
    store.onEvent((event) => void (event.type === "self" && events.push(event)));
    first.say({ case: "self", value: { agent: 1, presence: Presence.AVAILABLE, limit: Limit.PACE, limitUntilMs: 1_060_000n } });
    expect(store.getSnapshot().self).toMatchObject({ limit: Limit.PACE, limitUntilMs: 1_060_000 });
    first.drop(1006);
    await attach({ self: { agent: 1, presence: Presence.RESTING, limit: Limit.REST, limitUntilMs: 1_900_000n } });
    expect(events).toMatchObject([
      { before: { limit: Limit.NONE }, self: { limit: Limit.PACE } },
      { before: { presence: Presence.AVAILABLE, limit: Limit.PACE }, self: { presence: Presence.RESTING, limit: Limit.REST } },
    ]);
  });

  it("shows typing for a while, and not beyond a message", async () => {
    const { first, chat } = await inChat();
    first.say({ case: "typing", value: { conversation: 3n, who: Role.SHOPPER } });
    expect(chat().typing).toBe(true);
    await pass(6_000);
    expect(chat().typing).toBe(false);
    first.say({ case: "typing", value: { conversation: 3n, who: Role.SHOPPER } });
    say(first, [entry(1)]);
    expect(chat().typing).toBe(false);
  });

  it("thins own typing notices and numbers none of them", async () => {
    const { first, store } = await inChat();
    for (let i = 0; i < 5; i += 1) store.typing("3");
    await pass(3_000);
    store.typing("3");
    expect(first.take().map((frame) => [frame.body.case, frame.number])).toEqual([["typing", 0], ["typing", 0]]);
  });

  it("follows the queues after a new session too", async () => {
    const { first, store, attach } = await online({}, { role: Role.SUPERVISOR });
    store.watchQueues(true);
    first.say({ case: "board", value: { rows: [{ queue: 1, waiting: 4 }], nowMs: 1_000_000n } });
    expect(store.getSnapshot().board!.rows[0]!.waiting).toBe(4);
    first.drop(4007);
    const second = await attach({ session: 6n, role: Role.SUPERVISOR });
    expect(second.take().at(-1)!.body).toMatchObject({ case: "watchQueues", value: { on: true } });
  });
});
