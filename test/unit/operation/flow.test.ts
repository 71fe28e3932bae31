import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DueHeap } from "../../../src/operation/due-heap.js";
import { Fifo } from "../../../src/operation/fifo.js";
import { Flow } from "../../../src/operation/flow.js";
import { Flows } from "../../../src/operation/flows.js";
import { Pacer } from "../../../src/operation/pacer.js";
import { RetryBudget } from "../../../src/operation/retry-budget.js";

describe("the pace of a table", () => {
  test("is free until the table throttles, and then about what it took", () => {
    const pacer = new Pacer();
    for (let time = 0; time < 4_000; time += 10) {
      pacer.sent(10, time);
      pacer.accepted(10, time, true);
      expect(pacer.delayMs(time)).toBe(0);
    }
    pacer.throttled(4_000);
    expect(pacer.rate).toBeGreaterThan(0.6 * 1_000);
    expect(pacer.rate).toBeLessThan(0.7 * 1_000);
  });

  test("spreads what is sent", () => {
    const pacer = new Pacer();
    pacer.throttled(0);
    expect(pacer.rate).toBe(10);
    pacer.sent(10, 0);
    expect([pacer.delayMs(0), pacer.delayMs(400), pacer.delayMs(2_000)]).toEqual([1_000, 600, 0]);
  });

  test("is cut once for what was in flight together, and grows while all is taken", () => {
    const pacer = new Pacer();
    pacer.throttled(0);
    pacer.throttled(499);
    expect(pacer.rate).toBe(10);
    pacer.throttled(500);
    expect(pacer.rate).toBe(5);
    pacer.accepted(25, 1_000, false);
    expect(pacer.rate).toBe(5);
    pacer.accepted(25, 1_500, true);
    expect(pacer.rate).toBe(7.5);
    // A long silence counts for a second.
    pacer.accepted(25, 60_000, true);
    expect(pacer.rate).toBeCloseTo(7.5 * 1.5);
  });

  test("never stops", () => {
    const pacer = new Pacer();
    for (let time = 0; time < 60_000; time += 500) pacer.throttled(time);
    expect(pacer.rate).toBe(1);
  });
});

describe("the retry budget", () => {
  test("pays for about a hundred throttles in a row, and fills with time and success", () => {
    const budget = new RetryBudget();
    let paid = 0;
    while (budget.spend(5, 0)) paid += 1;
    expect(paid).toBe(100);
    budget.succeeded();
    expect(budget.spend(2, 0)).toBe(false);
    expect(budget.spend(5, 1_000)).toBe(true);
    expect(budget.spend(501, 1_000_000)).toBe(false);
    expect(budget.spend(500, 1_000_000)).toBe(true);
  });
});

describe("a table that does not answer", () => {
  test("is asked one request at a time, with growing pauses, until it answers", () => {
    const flow = new Flow();
    const pauses: number[] = [];
    let time = 0;
    for (let round = 0; round < 4; round++) {
      flow.failed(0, 8, time, 1);
      // What was in flight at the same time fails at the same time: one sign, one pause.
      flow.failed(0, 7, time, 0.1);
      pauses.push(flow.delayMs(time));
      time += flow.delayMs(time);
    }
    expect(pauses).toEqual([25, 50, 100, 200]);
  });

  test("is asked more again with every answer, fast up to half of what was too many", () => {
    const flow = new Flow();
    for (let answers = 0; answers < 7; answers++) flow.answered({ taken: 1, asked: 1 }, 0);
    expect(flow.mostInFlight).toBe(8);
    flow.failed(0, 8, 0, 1);
    const most = [flow.mostInFlight];
    for (let answers = 0; answers < 8; answers++) {
      flow.answered({ taken: 1, asked: 1 }, 100);
      most.push(flow.mostInFlight);
    }
    expect(most).toEqual([1, 2, 3, 4, 4, 4, 4, 4, 5]);
  });

  test("is left alone for as long as it asks", () => {
    const flow = new Flow();
    flow.failed(700, 1, 0, 0);
    expect(flow.delayMs(0)).toBe(700);
    flow.throttled(2_000, 100);
    expect(flow.delayMs(100)).toBe(2_000);
  });

  test("is given up when the budget is spent", () => {
    const flow = new Flow();
    let failures = 0;
    while (flow.failed(0, 64, 0, 1)) failures += 1;
    expect(failures).toBe(35);
  });

  test("is given up after a hundred throttles in a row of which nothing came, however slow", () => {
    const flow = new Flow();
    let throttles = 0;
    const isThrottled = () =>
      throttles % 2 === 0
        ? flow.throttled(0, throttles * 10_000)
        : flow.answered({ taken: 0, asked: 1 }, throttles * 10_000);
    while (isThrottled()) throttles += 1;
    expect(throttles).toBe(100);
    // What comes later is not refused its retries for that.
    expect(flow.throttled(0, 1_500_000)).toBe(true);
    flow.answered({ taken: 1, asked: 2 }, 2_000_000);
    expect(flow.throttled(0, 2_000_000)).toBe(true);
  });

  test("is given up after thirty failures in a row, however long it asks to be left alone", () => {
    const flow = new Flow();
    let failures = 0;
    while (flow.failed(10_000, 1, failures * 10_000, 0)) failures += 1;
    expect(failures).toBe(30);
    expect(flow.failed(0, 1, 900_000, 0)).toBe(true);
    flow.answered({ taken: 1, asked: 1 }, 1_000_000);
    expect(flow.isDown).toBe(false);
    expect(flow.failed(0, 1, 1_000_000, 0)).toBe(true);
  });
});

test("what is known of a table is shared, by table and operation", () => {
  const flows = new Flows();
  expect(flows.of("BatchWriteItem", "a")).toBe(flows.of("BatchWriteItem", "a"));
  expect(flows.of("BatchWriteItem", "a")).not.toBe(flows.of("BatchGetItem", "a"));
  expect(flows.of("BatchWriteItem", "a")).not.toBe(flows.of("BatchWriteItem", "b"));
});

test("a heap gives what it took in the order of time", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (times) => {
      const heap = new DueHeap<{ notBefore: number }>();
      for (const notBefore of times) heap.push({ notBefore });
      const given: number[] = [];
      for (let next = heap.pop(); next !== undefined; next = heap.pop()) given.push(next.notBefore);
      expect(given).toEqual([...times].sort((a, b) => a - b));
    }),
  );
});

test("a queue gives what it took in its order, whatever its length", () => {
  const queue = new Fifo<number>();
  let taken = 0;
  for (let added = 0; added < 5_000; added++) {
    queue.push(added);
    if (added % 3 === 0) continue;
    expect(queue.at(0)).toBe(taken);
    queue.drop(1);
    taken += 1;
  }
  expect(queue.size).toBe(5_000 - taken);
  expect([queue.at(1), queue.at(queue.size)]).toEqual([taken + 1, undefined]);
});
