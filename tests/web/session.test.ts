import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ErrorCode, Fresh_Reason } from "../../web/gen/yunke/v1/client_pb";
import type { Outcome } from "../../web/client/session";
import { epoch, online, pass, settle, world } from "./scripted_server";

const presence = { case: "setPresence", value: { presence: 1 } } as const;
const text = (value: string) => ({ case: "send", value: { conversation: 3n, text: value } }) as const;

function watch(promise: Promise<Outcome>): { outcome: Outcome | undefined } {
  const seen: { outcome: Outcome | undefined } = { outcome: undefined };
  void promise.then((outcome) => (seen.outcome = outcome));
  return seen;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("hello", () => {
  it("brings a ticket, an instance and the client's name first", async () => {
    const { session, socket } = world();
    session.start();
    await settle();
    socket().open();
    const [hello] = socket().take();
    expect(hello!.number).toBe(0);
    expect(hello!.body.case).toBe("hello");
    expect(hello!.body.value).toMatchObject({ ticket: "t", resumeToken: "", instance: 101n, logEpoch: 0n, client: "test" });
  });

  it("brings the resume token of an earlier page load instead of a ticket", async () => {
    const earlier = await online();
    const later = world({ storage: earlier.storage });
    later.session.start();
    later.socket().open();
    expect(later.socket().take()[0]!.body.value).toMatchObject({ ticket: "", resumeToken: "r" });
    expect(later.tickets.asked).toBe(0);
  });

  it("is given up when no Attached comes", async () => {
    const { session, socket } = world();
    session.start();
    await settle();
    socket().open();
    await pass(15_000);
    expect(session.connection.phase).toBe("waiting");
  });
});

describe("numbering", () => {
  it("counts from 1 and tells the last answer seen", async () => {
    const { session, first } = await online();
    void session.command(presence);
    void session.command(presence);
    expect(first.numbers()).toEqual([1, 2]);
    first.answer(1);
    void session.command(presence);
    const [third] = first.take();
    expect([third!.number, third!.answered]).toEqual([3, 1]);
  });

  it("keeps commands back while the line is down and sends them in order", async () => {
    const { session, sockets, attach } = world();
    void session.command(text("a"));
    void session.command(text("b"));
    expect(session.sending).toEqual({ out: 0, queued: 2 });
    session.start();
    await attach();
    expect(sockets[0]!.numbers()).toEqual([1, 2]);
  });

  it("has at most 32 unanswered, the rest follows as answers come", async () => {
    const { session, first } = await online();
    for (let i = 0; i < 40; i += 1) void session.command(presence);
    expect(first.numbers()).toHaveLength(32);
    expect(session.sending).toEqual({ out: 32, queued: 8 });
    first.answer(1);
    first.answer(2);
    expect(first.numbers()).toEqual([33, 34]);
  });

  it("refuses what no queue can hold, and says so", async () => {
    const { session } = world();
    for (let i = 0; i < 256; i += 1) void session.command(presence);
    expect(await session.command(presence)).toEqual({ kind: "unsent", reason: "queue-full" });
  });

  it("settles a command by its answer", async () => {
    const { session, first } = await online();
    const seen = watch(session.command(text("a")));
    first.answer(1, { error: ErrorCode.WRONG_STATE, detail: "ended" });
    await settle();
    expect(seen.outcome).toMatchObject({ kind: "answered", answer: { number: 1, error: ErrorCode.WRONG_STATE } });
  });
});

describe("resuming", () => {
  it("sends again only what is above the server's last number", async () => {
    const { session, first, sockets, attach } = await online();
    const seen = [1, 2, 3].map((n) => watch(session.command(text(`m${n}`))));
    first.answer(1);
    first.drop(1006);
    const second = await attach({ lastNumber: 2, answers: [{ number: 2, entry: 9 }] });
    expect(sockets).toHaveLength(2);
    const frames = second.take();
    expect(frames[0]!.body.value).toMatchObject({ resumeToken: "r", lastAnswer: 1, logEpoch: epoch, instance: 101n });
    expect(frames.slice(1).map((frame) => frame.number)).toEqual([3]);
    expect(frames[1]!.body.value).toMatchObject({ text: "m3" });
    second.answer(3);
    await settle();
    expect(seen.map((one) => one.outcome?.kind)).toEqual(["answered", "answered", "answered"]);
  });

  it("never sends anything again on the same connection by itself", async () => {
    const { session, first } = await online();
    void session.command(presence);
    first.take();
    await pass(20_000);
    expect(first.numbers()).toEqual([]);
  });

  it("takes a command whose answer is no longer kept as applied", async () => {
    const { session, first, attach } = await online();
    const seen = watch(session.command(presence));
    first.drop(1006);
    await attach({ lastNumber: 1 });
    await settle();
    expect(seen.outcome).toMatchObject({ kind: "answered", answer: { error: ErrorCode.ALREADY_APPLIED } });
  });

  it("sends answered commands again when the log epoch changed, each once and with its number", async () => {
    const { session, first, attach } = await online();
    for (let i = 1; i <= 5; i += 1) void session.command(text(`m${i}`));
    for (let i = 1; i <= 4; i += 1) first.answer(i);
    first.drop(1012);
    const second = await attach({ lastNumber: 2, logEpoch: epoch + 1n });
    const again = second.take().slice(1);
    expect(again.map((frame) => [frame.number, (frame.body.value as { text: string }).text])).toEqual(
      [[3, "m3"], [4, "m4"], [5, "m5"]]);
    expect(again[0]!.answered).toBe(2);
    for (let i = 3; i <= 5; i += 1) second.answer(i);
    void session.command(text("m6"));
    expect(second.take().map((frame) => [frame.number, frame.answered])).toEqual([[6, 5]]);
  });

  it("holds 200 answered commands, and closes up the numbers when more were lost", async () => {
    const { session, first, attach } = await online();
    for (let i = 1; i <= 210; i += 1) {
      void session.command(text(`m${i}`));
      first.answer(i);
    }
    first.drop(1006);
    const second = await attach({ lastNumber: 0, logEpoch: epoch + 1n });
    expect(second.take().slice(1)).toHaveLength(32);
    for (let i = 1; i <= 200; i += 1) second.answer(i);
    const numbers = second.frames.filter((frame) => frame.number > 0);
    expect(numbers).toHaveLength(200);
    expect(numbers[0]!.body.value).toMatchObject({ text: "m11" });
    expect(numbers.at(-1)!.number).toBe(200);
  });

  it("repeats nothing when the server forgot this page load", async () => {
    const { session, first, attach } = await online();
    void session.command(text("done"));
    first.answer(1);
    const open = watch(session.command(text("open")));
    first.drop(1006);
    const second = await attach({ lastNumber: 0 });
    await settle();
    expect(second.numbers()).toEqual([]);
    expect(open.outcome).toEqual({ kind: "unknown" });
    void session.command(text("next"));
    expect(second.numbers()).toEqual([1]);
  });
});

describe("busy, resend and refused frames", () => {
  it("waits after Busy and then sends that number and all after it", async () => {
    const { session, first } = await online();
    for (let i = 0; i < 3; i += 1) void session.command(presence);
    first.take();
    first.answer(1);
    first.say({ case: "busy", value: { number: 2, retryAfterMs: 1_000 } });
    first.say({ case: "busy", value: { number: 3, retryAfterMs: 1_000 } });
    expect(session.busy).toBe(true);
    void session.command(presence);
    expect(first.numbers()).toEqual([]);
    await pass(999);
    expect(first.numbers()).toEqual([]);
    await pass(400);
    expect(first.numbers()).toEqual([2, 3, 4]);
    expect(session.busy).toBe(false);
  });

  it("answers many Resends of one hole once", async () => {
    const { session, first } = await online();
    for (let i = 0; i < 4; i += 1) void session.command(presence);
    first.take();
    for (let i = 0; i < 3; i += 1) first.say({ case: "resend", value: { from: 2 } });
    expect(first.numbers()).toEqual([2, 3, 4]);
  });

  it("settles a frame that the gateway refused, and closes the hole", async () => {
    const { session, first } = await online();
    const bad = watch(session.command(text("")));
    void session.command(text("good"));
    first.take();
    first.say({ case: "problem", value: { code: ErrorCode.INVALID, detail: "text is empty", number: 1 } });
    await settle();
    expect(bad.outcome).toMatchObject({ kind: "answered", answer: { error: ErrorCode.INVALID, detail: "text is empty" } });
    const [again] = first.take();
    expect([again!.number, (again!.body.value as { text: string }).text]).toEqual([1, "good"]);
  });

  it("keeps a command that storage could not take", async () => {
    const { session, first, attach } = await online();
    const seen = watch(session.command(text("kept")));
    first.say({ case: "problem", value: { code: ErrorCode.UNAVAILABLE, number: 1 } });
    first.drop(1013);
    expect(session.connection).toMatchObject({ phase: "waiting", reason: "unavailable" });
    const second = await attach();
    expect(second.numbers()).toEqual([1]);
    second.answer(1);
    await settle();
    expect(seen.outcome).toMatchObject({ kind: "answered", answer: { error: ErrorCode.OK } });
  });
});

describe("closing", () => {
  it("stops for good after 4001 until taken back, with a new instance and nothing repeated", async () => {
    const { session, first, sockets, attach } = await online();
    const seen = watch(session.command(text("open")));
    first.drop(4001);
    expect(session.connection.phase).toBe("replaced");
    session.start();
    session.hint();
    await pass(3_600_000);
    expect(sockets).toHaveLength(1);
    session.takeBack();
    const second = await attach();
    const frames = second.take();
    expect(frames[0]!.body.value).toMatchObject({ resumeToken: "r", instance: 102n });
    expect(frames).toHaveLength(1);
    await settle();
    expect(seen.outcome).toEqual({ kind: "unknown" });
  });

  it("asks for a new ticket after Fresh and 4007, and begins anew", async () => {
    const { session, first, attach, tickets } = await online();
    const seen = watch(session.command(text("open")));
    first.say({ case: "fresh", value: { reason: Fresh_Reason.UNKNOWN } });
    first.drop(4007);
    const second = await attach({ session: 6n });
    expect(tickets.asked).toBe(2);
    const [hello] = second.take();
    expect(hello!.body.value).toMatchObject({ ticket: "t", resumeToken: "", instance: 102n, logEpoch: 0n, positions: [] });
    await settle();
    expect(seen.outcome).toEqual({ kind: "unknown" });
    void session.command(presence);
    expect(second.numbers()).toEqual([1]);
  });

  it("rests signed out when the page has no ticket, and starts again after signing in", async () => {
    const { session, first, attach, tickets } = await online();
    tickets.reply = { kind: "sign-in" };
    first.drop(4003);
    await settle();
    expect(session.connection).toEqual({ phase: "signed-out", reason: "expired" });
    tickets.reply = { kind: "ticket", ticket: "u" };
    session.start();
    const second = await attach({ session: 6n });
    expect(second.take()[0]!.body.value).toMatchObject({ ticket: "u" });
  });

  it("sends nothing that waited under whoever signs in next", async () => {
    const { session, first, attach, tickets } = await online();
    tickets.reply = { kind: "sign-in" };
    first.drop(4007);
    const seen = watch(session.command(text("for the old session")));
    await settle();
    expect(seen.outcome).toEqual({ kind: "unsent", reason: "session-ended" });
    tickets.reply = { kind: "ticket", ticket: "u" };
    session.start();
    expect((await attach({ session: 6n })).numbers()).toEqual([]);
  });

  it("is signed out by 4010 and keeps no token", async () => {
    const { session, first, storage } = await online();
    first.drop(4010);
    expect(session.connection).toEqual({ phase: "signed-out", reason: "logged-out" });
    expect(storage.getItem("yunke.resume")).toBeNull();
  });

  it("does not run against a server that blames its frames for ever", async () => {
    const { session, first, sockets, attach } = await online();
    first.drop(4004, "bad");
    for (let i = 0; i < 5 && session.connection.phase === "waiting"; i += 1) {
      (await attach()).drop(4004, "bad");
    }
    expect(session.connection).toEqual({ phase: "stopped", code: 4004, detail: "bad" });
    expect(sockets).toHaveLength(3);
  });

  it("says good-bye when logging out", async () => {
    const { session, first } = await online();
    const done = session.logout();
    expect(first.take()[0]!.body.case).toBe("logout");
    first.answer(1);
    await done;
    expect(session.connection).toEqual({ phase: "signed-out", reason: "logged-out" });
    expect(first.closedByClient).toBe(1000);
  });
});

describe("heartbeat", () => {
  it("comes first after a random part of 25 s, then every 25 s", async () => {
    const { first } = await online();
    const beats = () => first.frames.filter((frame) => frame.body.case === "heartbeat").length;
    await pass(12_499);
    expect(beats()).toBe(0);
    await pass(1);
    expect(beats()).toBe(1);
    first.say({ case: "heartbeat", value: {} });
    await pass(25_000);
    expect(beats()).toBe(2);
  });

  it("finds out that a silent line is dead", async () => {
    const { session, first } = await online();
    await pass(12_500 + 15_000);
    expect(first.closedByClient).toBe(4000);
    expect(session.connection).toMatchObject({ phase: "waiting", reason: "lost" });
  });

  it("is asked for at once when the browser hints at a change", async () => {
    const { session, first } = await online();
    session.hint();
    expect(first.frames.at(-1)!.body.case).toBe("heartbeat");
    await pass(5_000);
    expect(session.connection.phase).toBe("waiting");
  });
});
