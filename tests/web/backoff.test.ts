import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { backoffMs } from "../../web/client/backoff";
import { online, pass, settle } from "./scripted_server";

const chances = [0, 0.1, 0.37, 0.5, 0.9, 0.999999];

describe("back-off", () => {
  it("lies between 0.5 s and 30 s with full jitter", () => {
    for (let attempt = 1; attempt < 60; attempt += 1) {
      for (const chance of chances) {
        const ms = backoffMs(attempt, 1006, chance);
        expect(ms).toBeGreaterThanOrEqual(500);
        expect(ms).toBeLessThanOrEqual(30_000);
      }
    }
    expect(backoffMs(1, 1006, 0.999)).toBeLessThan(1_000);
    expect(backoffMs(20, 1006, 0)).toBe(500);
    expect(backoffMs(20, 1006, 0.999999)).toBeGreaterThan(29_900);
  });

  it("lies between 5 s and 30 s after a restart", () => {
    for (const code of [1001, 1012]) {
      for (const chance of chances) {
        expect(backoffMs(1, code, chance)).toBeGreaterThanOrEqual(5_000);
        expect(backoffMs(1, code, chance)).toBeLessThanOrEqual(30_000);
      }
    }
  });
});

describe("reconnecting", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("happens at the drawn moment and not before", async () => {
    const { session, first, sockets } = await online({ random: () => 0 });
    first.drop(1012);
    expect(session.connection).toMatchObject({ phase: "waiting", reason: "restart", retryAtMs: Date.now() + 5_000 });
    await pass(4_999);
    expect(sockets).toHaveLength(1);
    await pass(1);
    expect(sockets).toHaveLength(2);
  });

  it("takes longer with each failure, and starts anew after a line that stood", async () => {
    const { session, sockets, attach } = await online({ random: () => 0.999 });
    const waits: number[] = [];
    const lose = async () => {
      sockets.at(-1)!.drop(1006);
      const state = session.connection;
      const wait = state.phase === "waiting" ? state.retryAtMs - Date.now() : NaN;
      waits.push(wait);
      await pass(wait + 1);
    };
    for (let i = 0; i < 8; i += 1) await lose();
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits.at(-1)!).toBeGreaterThan(29_000);
    await attach();
    await pass(10_000);
    await lose();
    expect(waits.at(-1)!).toBeLessThan(1_001);
  });

  it("is hurried by a hint of the browser, but not after a restart", async () => {
    const { session, sockets } = await online({ random: () => 0.9 });
    sockets.at(-1)!.drop(1012);
    session.hint();
    await pass(1_000);
    expect(sockets).toHaveLength(1);
    await pass(30_000);
    for (let i = 0; i < 6; i += 1) {
      sockets.at(-1)!.drop(1006);
      if (i < 5) await pass(30_000);
    }
    const before = sockets.length;
    session.hint();
    await pass(1_000);
    expect(sockets).toHaveLength(before + 1);
  });

  it("waits when a ticket cannot be had now", async () => {
    const { session, first, tickets, sockets } = await online();
    tickets.reply = { kind: "later", retryAfterMs: 20_000 };
    first.drop(4007);
    await settle();
    expect(session.connection).toMatchObject({ phase: "waiting", reason: "unavailable" });
    tickets.reply = { kind: "ticket", ticket: "t" };
    await pass(19_999);
    expect(sockets).toHaveLength(1);
    await pass(1);
    expect(sockets).toHaveLength(2);
  });
});
