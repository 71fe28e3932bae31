import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HEAD_BYTES } from "../../../src/engine/durable/disk-key.js";
import { DiskMap } from "../../../src/engine/durable/disk-map.js";
import { type Lmdb, openLmdb } from "../../../src/engine/durable/lmdb.js";
import type { SortedMap } from "../../../src/engine/storage/sorted-map.js";
import { Tree } from "../../../src/engine/storage/tree.js";

const folder = mkdtempSync(join(tmpdir(), "monotable-"));
let lmdb: Lmdb;

beforeAll(() => {
  lmdb = openLmdb(folder);
});
afterAll(async () => {
  await lmdb.close();
  rmSync(folder, { recursive: true });
});

const runs = { seed: 31, numRuns: process.env.MONOTABLE_DEEP === "1" ? 3_000 : 150 };

/** Heads of keys around the length from which keys share an entry. */
const HEADS = [0, 1, 2, 3].map((more) => "h".repeat(HEAD_BYTES / 2 - 2 + more));

const tail = fc.string({
  unit: fc.constantFrom("\0", "\x01", "a", "h", "\xff", "\u0100", "\ud800", "\udfff", "\uffff"),
  maxLength: 4,
});
const key = fc.oneof(
  tail,
  fc.tuple(fc.constantFrom(...HEADS), tail).map(([head, rest]) => head + rest),
);
const write = fc.record({
  key,
  value: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
});
const range = fc.record({
  from: key,
  to: fc.option(key, { nil: undefined }),
  reverse: fc.boolean(),
  limit: fc.integer({ min: 1, max: 5 }),
});
type Range = { from: string; to: string | undefined; reverse: boolean; limit: number };

function entries(map: SortedMap<number>, { from, to, reverse, limit }: Range) {
  const found: [string, number][] = [];
  map.visit(from, to, reverse, (value, name) => {
    found.push([name, value]);
    return found.length < limit;
  });
  return found;
}

const whole: Range = { from: "", to: undefined, reverse: false, limit: Number.POSITIVE_INFINITY };
let maps = 100;

test("a map on disk behaves as one in memory, with long keys too", () => {
  fc.assert(
    fc.property(
      fc.array(write, { maxLength: 30 }),
      fc.array(range, { maxLength: 10 }),
      (writes, ranges) => {
        const memory = new Tree<number>();
        lmdb.transactionSync(() => {
          const disk = new DiskMap<number>(lmdb, maps++, 0);
          const neighbour = new DiskMap<number>(lmdb, maps++, 0);
          neighbour.set("", 1);
          for (const { key: name, value } of writes) {
            for (const map of [memory, disk]) {
              if (value === undefined) map.delete(name);
              else map.set(name, value);
            }
            expect([disk.size, disk.get(name)]).toEqual([memory.size, memory.get(name)]);
          }
          for (const each of [whole, { ...whole, reverse: true }, ...ranges]) {
            expect(entries(disk, each)).toEqual(entries(memory, each));
          }
          disk.drop();
          expect([...entries(disk, whole), ...entries(neighbour, whole)]).toEqual([["", 1]]);
        });
      },
    ),
    runs,
  );
});

test("while one map is visited, others can be written", () => {
  const COUNT = 3_000;
  lmdb.transactionSync(() => {
    const before = new DiskMap<string>(lmdb, maps++, 0);
    const source = new DiskMap<string>(lmdb, maps++, 0);
    const after = new DiskMap<string>(lmdb, maps++, 0);
    const expected: [string, string][] = [];
    for (let i = 0; i < COUNT; i++) {
      const name = String(i).padStart(6, "0");
      source.set(name, "x".repeat(200) + name);
      expected.push([name, "x".repeat(200) + name]);
    }
    const visited: [string, string][] = [];
    source.visit("", undefined, false, (value, name) => {
      visited.push([name, value]);
      before.set(name, value);
      after.set(name, value);
      return true;
    });
    expect(visited).toEqual(expected);
    expect([before.size, after.size]).toEqual([COUNT, COUNT]);
    source.drop();
    expect([source.get("000001"), before.get("000001")]).toEqual([undefined, expected[1]?.[1]]);
  });
});

test("dropping a map removes all of its many entries", () => {
  lmdb.transactionSync(() => {
    const map = new DiskMap<number>(lmdb, maps++, 0);
    for (let i = 0; i < 20_000; i++) map.set(`key ${i}`, i);
    map.drop();
    expect(map.get("key 7")).toBeUndefined();
    map.visit("", undefined, false, (_, name) => {
      throw new Error(`${name} is left`);
    });
  });
});
