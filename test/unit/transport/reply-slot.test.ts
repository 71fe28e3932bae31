import { expect, test } from "vitest";
import { ReplySlot } from "../../../src/transport/reply-slot.js";

/** The two ends of one slot. */
function ends(): { worker: ReplySlot; caller: ReplySlot } {
  const caller = new ReplySlot();
  return { worker: new ReplySlot(caller.memory), caller };
}

test("a reply is taken once, as it was left, by a ticket of any size", () => {
  const { worker, caller } = ends();
  for (const [ticket, text] of [
    [1, ""],
    [2 ** 40, '{"a":"ümlaut “x” 😀"}'],
    [3, "x".repeat(64 * 1024)],
  ] as const) {
    expect(caller.take()).toBeUndefined();
    expect(worker.put({ ticket, text })).toBe(true);
    expect(caller.take()).toEqual({ ticket, text });
  }
  expect(caller.take()).toBeUndefined();
});

test("what does not fit is refused, and leaves nothing", () => {
  const { worker, caller } = ends();
  expect(worker.put({ ticket: 1, text: "x".repeat(64 * 1024 + 1) })).toBe(false);
  expect(worker.put({ ticket: 1, text: "ü".repeat(32 * 1024 + 1) })).toBe(false);
  expect(caller.take()).toBeUndefined();
  expect(worker.put({ ticket: 2, text: "ü".repeat(32 * 1024) })).toBe(true);
  expect(caller.take()?.ticket).toBe(2);
});

test("a reply that was not taken yet stays", () => {
  const { worker, caller } = ends();
  expect(worker.put({ ticket: 1, text: "first" })).toBe(true);
  expect(worker.put({ ticket: 2, text: "second" })).toBe(false);
  expect(caller.take()).toEqual({ ticket: 1, text: "first" });
  expect(worker.put({ ticket: 2, text: "second" })).toBe(true);
});
