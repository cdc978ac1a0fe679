import { create, fromJsonString, toJsonString, type MessageInitShape } from "@bufbuild/protobuf";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Line, type SocketLike } from "../../web/client/session";
import { StoredValue, pageStorage } from "../../web/client/memory";
import { Chat, type Entry } from "../../web/widget/chat";
import { lightJsonCodec } from "../../web/widget/json_codec";
import { eventText, textsFor } from "../../web/widget/texts";
import {
  ClientFrameSchema, ConversationState, EndReason, EntryKind, ErrorCode, Fresh_Reason, Role, ServerFrameSchema, type ClientFrame,
} from "../../web/gen/yunke/v1/client_pb";
import { pass, settle } from "./scripted_server";

type ServerBody = NonNullable<MessageInitShape<typeof ServerFrameSchema>["body"]>;

/** Speaks real proto3 JSON, checked by the protobuf runtime: an unknown field from the widget is an error here. */
class JsonSocket implements SocketLike {
  binaryType = "";
  onopen: ((event: any) => void) | null = null;
  onmessage: ((event: { data: any }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: ((event: any) => void) | null = null;
  private frames: ClientFrame[] = [];

  send(data: string | Uint8Array): void {
    this.frames.push(fromJsonString(ClientFrameSchema, data as string));
  }
  close(): void {}
  take(): ClientFrame[] {
    return this.frames.splice(0).filter((frame) => frame.body.case !== "heartbeat");
  }
  say(body: ServerBody): void {
    this.onmessage?.({ data: toJsonString(ServerFrameSchema, create(ServerFrameSchema, { body })) });
  }
}

const waiting = { id: 9n, state: ConversationState.WAITING, shopName: "青禾家居", ahead: 3, serving: 2 };
const opening = { topic: "delivery", name: "王", language: "zh-CN", text: "什么时候发货？" };

function widget(storage = pageStorage()) {
  const sockets: JsonSocket[] = [];
  const line = new Line({
    url: "ws://test/ws", client: "widget", codec: lightJsonCodec, storage, random: () => 0.5,
    ticket: async () => ({ kind: "ticket", ticket: "t" }),
    connect: () => {
      sockets.push(new JsonSocket());
      return sockets.at(-1)!;
    },
  });
  const chat = new Chat(line, new StoredValue(storage, "texts"));
  const arrivals: Entry[] = [];
  chat.onArrival = (entry) => void arrivals.push(entry);
  const attach = async (more: object = {}) => {
    if (line.connection.phase === "waiting") await pass(line.connection.retryAtMs - Date.now());
    await settle();
    const socket = sockets.at(-1)!;
    socket.onopen?.({});
    socket.say({ case: "attached", value: { session: 1n << 62n, resumeToken: "r", role: Role.SHOPPER, logEpoch: 4n, ...more } });
    return socket;
  };
  line.start();
  return { line, chat, sockets, attach, arrivals, storage };
}

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

describe("the widget's chat", () => {
  it("says Hello with 64-bit numbers that survive JSON", async () => {
    const { attach, line } = widget();
    const socket = await attach();
    const [hello] = socket.take();
    expect(hello!.body).toMatchObject({ case: "hello", value: { ticket: "t", client: "widget" } });
    expect((hello!.body.value as { instance: bigint }).instance).toBeGreaterThan(0n);
    expect(line.connection.phase).toBe("online");
  });

  it("shows its own opening message though only the answer tells its number", async () => {
    const { attach, chat } = widget();
    const socket = await attach();
    socket.take();
    const opened = chat.start(opening);
    expect(socket.take()[0]!.body).toMatchObject({ case: "open", value: opening });
    socket.say({ case: "entries", value: { conversation: 9n, entries: [{ n: 1, kind: EntryKind.OPENED }] } });
    socket.say({ case: "answer", value: { number: 1, conversation: 9n, entry: 2, atMs: 5n } });
    socket.say({ case: "conversation", value: waiting });
    expect(await opened).toBe("");
    expect(chat.view).toMatchObject({ id: "9", state: "WAITING", ahead: 3, serving: 2 });
    expect(chat.entries.map((one) => [one.n, one.kind, one.text])).toEqual(
      [[1, "OPENED", undefined], [2, "MESSAGE", opening.text]]);
  });

  it("shows what the pool had lost at its new place, once it was sent again", async () => {
    const { attach, chat, sockets } = widget();
    const active = { ...waiting, state: ConversationState.ACTIVE };
    await attach({ conversations: [active] });
    for (const text of ["一", "二"]) void chat.send(text);
    for (const number of [1, 2]) {
      sockets[0]!.say({ case: "answer", value: { number, conversation: 9n, entry: number + 1, atMs: 5n } });
    }
    await settle();
    sockets[0]!.onclose?.({ code: 1012, reason: "" });
    const second = await attach({ conversations: [active], logEpoch: 5n, lastNumber: 0 });
    const before = { conversation: 9n, entries: [{ n: 1, kind: EntryKind.OPENED }], history: true };
    second.say({ case: "entries", value: before });
    second.say({ case: "answer", value: { number: 1, conversation: 9n, entry: 2, atMs: 8n } });
    second.say({ case: "answer", value: { number: 2, error: ErrorCode.WRONG_STATE } });
    expect(chat.entries.map((one) => [one.n, one.text])).toEqual([[1, undefined], [2, "一"]]);
    expect(chat.pending).toMatchObject([{ text: "二", error: "WRONG_STATE" }]);
  });

  it("gives refusals by name, and keeps nothing open", async () => {
    const { attach, chat } = widget();
    const socket = await attach();
    const opened = chat.start(opening);
    socket.say({ case: "answer", value: { number: 1, error: ErrorCode.POOL_FULL } });
    expect(await opened).toBe("POOL_FULL");
    expect(chat.view).toBeUndefined();
  });

  it("keeps a message until it is answered, over a lost line", async () => {
    const { attach, chat, sockets } = widget();
    await attach({ conversations: [{ ...waiting, state: ConversationState.ACTIVE }] });
    sockets[0]!.take();
    void chat.send("还在吗");
    expect(chat.pending).toMatchObject([{ text: "还在吗", error: "" }]);
    sockets[0]!.onclose?.({ code: 1012, reason: "" });
    const second = await attach({ conversations: [{ ...waiting, state: ConversationState.ACTIVE }] });
    expect(second.take().map((frame) => [frame.body.case, frame.number])).toEqual([["hello", 0], ["send", 1]]);
    second.say({ case: "answer", value: { number: 1, entry: 3, atMs: 7n } });
    await settle();
    expect(chat.pending).toEqual([]);
    expect(chat.entries.at(-1)).toMatchObject({ n: 3, text: "还在吗", author: "SHOPPER" });
  });

  it("brings texts without an answer back after a reload, unless they arrived", async () => {
    const before = widget();
    await before.attach({ conversations: [waiting] });
    void before.chat.send("arrived");
    void before.chat.send("lost");
    before.chat.keepText("message", "half");
    const after = widget(before.storage);
    const socket = await after.attach({ conversations: [waiting] });
    expect(after.chat.pending.map((one) => one.error)).toEqual(["unknown", "unknown"]);
    socket.say({ case: "entries", value: { conversation: 9n, history: true, entries: [
      { n: 1, kind: EntryKind.MESSAGE, author: Role.SHOPPER, text: "arrived" },
    ] } });
    expect(after.chat.pending.map((one) => one.text)).toEqual(["lost"]);
    expect(after.chat.text("message")).toBe("half");
  });

  it("tells of arrivals once, and never of history", async () => {
    const { attach, chat, arrivals } = widget();
    const socket = await attach({ conversations: [{ ...waiting, state: ConversationState.ACTIVE }] });
    const message = (n: number) => ({ n, kind: EntryKind.MESSAGE, author: Role.AGENT, name: "小林", text: `e${n}` });
    socket.say({ case: "entries", value: { conversation: 9n, history: true, entries: [message(1), message(2)] } });
    socket.say({ case: "entries", value: { conversation: 9n, entries: [message(3)] } });
    socket.say({ case: "entries", value: { conversation: 9n, entries: [message(3)] } });
    expect(arrivals.map((one) => one.n)).toEqual([3]);
    expect(chat.unread).toBe(3);
    socket.take();
    chat.read();
    chat.read();
    expect(socket.take().map((frame) => frame.body)).toMatchObject([{ case: "read", value: { conversation: 9n, entry: 3 } }]);
    expect(chat.unread).toBe(0);
  });

  it("asks for a hole that nothing fills", async () => {
    const { attach, chat } = widget();
    const socket = await attach({ conversations: [waiting] });
    socket.take();
    const entry = (n: number) => ({ n, kind: EntryKind.MESSAGE, author: Role.AGENT, text: "x" });
    socket.say({ case: "entries", value: { conversation: 9n, entries: [entry(1), entry(4)] } });
    expect(chat.positions()).toMatchObject([{ conversation: 9n, entry: 1 }]);
    await pass(2_000);
    expect(socket.take()[0]!.body).toMatchObject({ case: "history", value: { before: 4, count: 2 } });
  });

  it("tells kindly that nobody was free, and keeps the question for asking again", async () => {
    const { attach, chat, arrivals } = widget();
    const socket = await attach({ conversations: [waiting] });
    const asked = (n: number, text: string) => ({ n, kind: EntryKind.MESSAGE, author: Role.SHOPPER, text });
    socket.say({ case: "entries", value: { conversation: 9n, history: true, entries: [asked(2, "发票？"), asked(3, "还在等")] } });
    const over = { ...waiting, state: ConversationState.CLOSED, endReason: EndReason.NOBODY_FREE, topic: "invoices" };
    socket.say({ case: "entries", value: { conversation: 9n, entries: [
      { n: 4, kind: EntryKind.ENDED, endReason: EndReason.NOBODY_FREE },
    ] } });
    socket.say({ case: "conversation", value: over });
    expect(chat.open).toBe(false);
    expect(chat.view).toMatchObject({ endReason: "NOBODY_FREE", topic: "invoices" });
    expect(eventText(arrivals[0]!, textsFor("zh-CN"))).toMatch(/抱歉.*留言.*再咨询一次/);
    expect(eventText(arrivals[0]!, textsFor("en"))).toMatch(/sorry.*leave a message.*another chat/);
    chat.keepText("message", "急");
    chat.takeQuestion();
    expect([chat.text("new"), chat.text("message")]).toEqual(["发票？\n还在等\n急", ""]);
  });

  it("goes on with an ended chat while that is allowed, by the pool's clock", async () => {
    const { attach, chat } = widget();
    const ended = { ...waiting, state: ConversationState.CLOSED, endReason: EndReason.RESOLVED, reopenUntilMs: 1_500_000n };
    const socket = await attach({ nowMs: 1_400_000n, conversations: [ended] });
    socket.take();
    expect([chat.open, chat.reopenable]).toEqual([false, true]);
    const sent = chat.send("还有一件事");
    expect(socket.take()[0]!.body).toMatchObject({ case: "reopen", value: { conversation: 9n, text: "还有一件事" } });
    expect(chat.pending).toMatchObject([{ text: "还有一件事", error: "" }]);
    socket.say({ case: "answer", value: { number: 1, entry: 7, atMs: 5n } });
    expect(await sent).toBe("");
    expect([chat.pending, chat.entries.at(-1)]).toMatchObject([[], { n: 7, text: "还有一件事", author: "SHOPPER" }]);
    await pass(100_000);
    expect(chat.reopenable).toBe(false);
  });

  it("keeps the text for a new chat when it was too late to go on", async () => {
    for (const error of [ErrorCode.WRONG_STATE, ErrorCode.QUEUE_CLOSED]) {
      const { attach, chat } = widget();
      const socket = await attach({ conversations: [{ ...waiting, state: ConversationState.CLOSED, reopenUntilMs: 9_000_000n }] });
      const sent = chat.send("还有一件事");
      socket.say({ case: "answer", value: { number: 1, error } });
      expect(await sent).toBe(ErrorCode[error]);
      expect([chat.pending, chat.text("new"), chat.text("message")]).toEqual([[], "还有一件事", ""]);
    }
  });

  it("keeps a text that could not be sent for another reason in its place", async () => {
    const { attach, chat } = widget();
    const socket = await attach({ conversations: [{ ...waiting, state: ConversationState.CLOSED, reopenUntilMs: 9_000_000n }] });
    const sent = chat.send("还有一件事");
    socket.say({ case: "answer", value: { number: 1, error: ErrorCode.POOL_FULL } });
    expect(await sent).toBe("");
    expect(chat.pending).toMatchObject([{ text: "还有一件事", error: "POOL_FULL" }]);
  });

  it("shows nothing of what is only for others, and misses nothing by it", async () => {
    const { attach, chat, arrivals } = widget();
    const socket = await attach({ conversations: [{ ...waiting, state: ConversationState.ACTIVE }] });
    socket.take();
    const message = (n: number, author: Role) => ({ n, kind: EntryKind.MESSAGE, author, name: "夏", text: `e${n}` });
    socket.say({ case: "entries", value: { conversation: 9n, entries: [message(1, Role.SHOPPER), { n: 2, atMs: 7n }] } });
    socket.say({ case: "typing", value: { conversation: 9n } });
    socket.say({ case: "entries", value: { conversation: 9n, entries: [{ n: 3, atMs: 8n }] } });
    expect([chat.unread, chat.typing]).toEqual([0, true]);
    socket.say({ case: "entries", value: { conversation: 9n, entries: [message(4, Role.SUPERVISOR)] } });
    await pass(3_000);
    expect(socket.take()).toEqual([]);
    expect(chat.positions()).toMatchObject([{ entry: 4 }]);
    expect([chat.unread, chat.typing]).toEqual([1, false]);
    const spoken = arrivals.filter((one) => one.kind === "MESSAGE" || eventText(one, textsFor("en")) !== "");
    expect(spoken.map((one) => one.n)).toEqual([4]);
  });

  it("has a sentence in both languages for everybody who comes and goes", () => {
    const kinds = ["HELPER_JOINED", "HELPER_LEFT", "SUPERVISOR_JOINED", "SUPERVISOR_LEFT", "REOPENED"];
    for (const language of ["zh-CN", "en"]) {
      const words = kinds.map((kind) => eventText({ n: 1, atMs: "0", kind, name: "夏" }, textsFor(language)));
      expect(new Set(words).size).toBe(kinds.length);
      expect(words.slice(0, 4).every((one) => one.includes("夏"))).toBe(true);
    }
  });

  it("settles a refused frame and begins anew after Fresh", async () => {
    const { attach, chat, line } = widget();
    const socket = await attach({ conversations: [waiting] });
    const sent = chat.send("bad");
    socket.say({ case: "problem", value: { code: ErrorCode.INVALID, number: 1, detail: "text" } });
    await sent;
    expect(chat.pending).toMatchObject([{ text: "bad", error: "1" }]);
    socket.say({ case: "fresh", value: { reason: Fresh_Reason.UNKNOWN } });
    socket.onclose?.({ code: 4007, reason: "" });
    await attach({ session: 8n });
    expect(line.connection.phase).toBe("online");
    expect(chat.view).toBeUndefined();
    expect(chat.pending).toEqual([]);
    expect(chat.text("new")).toBe("bad");
  });
});
