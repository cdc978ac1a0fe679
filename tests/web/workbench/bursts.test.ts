import { describe, expect, it } from "vitest";
import { BETWEEN_UTTERANCES_MS, BurstGate, GATHER_MS, HELD_MAX } from "../../../web/workbench/model/bursts";

/** Runs the gate like a timer that never sleeps too long; returns the utterances with their times. */
function run(arrivals: readonly [at: number, item: string][], until: number) {
  const gate = new BurstGate<string>();
  const spoken: { at: number; items: string[]; more: number }[] = [];
  let next = 0;
  for (let now = 0; now <= until; now += 1) {
    for (; next < arrivals.length && arrivals[next]![0] <= now; next += 1) gate.push(arrivals[next]![1], now);
    const taken = gate.take(now);
    if (taken) spoken.push({ at: now, ...taken });
  }
  return spoken;
}

describe("arrivals in bursts", () => {
  it("one that comes alone is told soon, by itself", () => {
    expect(run([[100, "a"]], 3_000)).toEqual([{ at: 100 + GATHER_MS, items: ["a"], more: 0 }]);
  });
  it("those that come together are told together", () => {
    expect(run([[0, "a"], [10, "b"], [20, "c"]], 3_000)).toEqual([{ at: GATHER_MS, items: ["a", "b", "c"], more: 0 }]);
  });
  it("thirty in three seconds make at most three utterances in any three seconds, and none is left out", () => {
    const arrivals = Array.from({ length: 30 }, (_, index): [number, string] => [index * 100, `m${index}`]);
    const spoken = run(arrivals, 10_000);
    expect(spoken.flatMap((one) => one.items)).toEqual(arrivals.map(([, item]) => item));
    for (const { at } of spoken) {
      expect(spoken.filter((one) => one.at >= at && one.at < at + 3_000).length).toBeLessThanOrEqual(3);
    }
    expect(spoken.filter((one) => one.at <= 3_000).length).toBeLessThanOrEqual(3);
  });
  it("keeps its distance from the last utterance", () => {
    const [first, second] = run([[0, "a"], [GATHER_MS + 1, "b"]], 5_000);
    expect(second!.at - first!.at).toBe(BETWEEN_UTTERANCES_MS);
  });
  it("counts what it does not hold when very many come at once", () => {
    const gate = new BurstGate<number>();
    for (let item = 0; item < HELD_MAX + 5; item += 1) gate.push(item, 0);
    expect(gate.take(GATHER_MS)).toMatchObject({ more: 5 });
    expect(gate.nextDueMs).toBeUndefined();
  });
  it("has nothing to tell before its time, nor after being cleared", () => {
    const gate = new BurstGate<string>();
    gate.push("a", 0);
    expect(gate.take(GATHER_MS - 1)).toBeUndefined();
    gate.clear();
    expect(gate.take(GATHER_MS)).toBeUndefined();
  });
});
