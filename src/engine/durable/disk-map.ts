import { compareText } from "../compare.js";
import type { SortedMap } from "../storage/sorted-map.js";
import { diskKey, isShared, keyOnDisk, startOf } from "./disk-key.js";
import type { Lmdb } from "./lmdb.js";
import { noSnapshots } from "./no-snapshots.js";

/** Hears what has to be kept of a map besides its entries. */
export interface MapOwner {
  resized(size: number): void;
  dropped(): void;
}

/** The entries of long keys that share a head, in order. */
type Shared<Value> = readonly (readonly [key: string, value: Value])[];

/** A map whose entries lie in LMDB, as JSON; used within a transaction. */
export class DiskMap<Value> implements SortedMap<Value> {
  readonly #lmdb: Lmdb;
  readonly #number: number;
  readonly #owner: MapOwner | undefined;
  #size: number;

  constructor(
    lmdb: Lmdb,
    /** Tells its entries from those of other maps. */
    number: number,
    size: number,
    owner?: MapOwner,
  ) {
    this.#lmdb = lmdb;
    this.#number = number;
    this.#size = size;
    this.#owner = owner;
  }

  get size(): number {
    return this.#size;
  }

  get(key: string): Value | undefined {
    const place = diskKey(this.#number, key);
    if (isShared(place)) return this.#shared(place).find(([other]) => other === key)?.[1];
    return this.#read(place);
  }

  set(key: string, value: Value): void {
    const place = diskKey(this.#number, key);
    if (isShared(place)) {
      const entries = this.#shared(place);
      const others = entries.filter(([other]) => other !== key);
      const all = [...others, [key, value] as const].sort(([a], [b]) => compareText(a, b));
      this.#write(place, all);
      this.#resize(all.length - entries.length);
    } else {
      if (!this.#lmdb.doesExist(place)) this.#resize(1);
      this.#write(place, value);
    }
  }

  delete(key: string): void {
    const place = diskKey(this.#number, key);
    if (isShared(place)) {
      const entries = this.#shared(place);
      const others = entries.filter(([other]) => other !== key);
      if (others.length > 0) this.#write(place, others);
      else this.#lmdb.removeSync(place);
      this.#resize(others.length - entries.length);
    } else if (this.#lmdb.removeSync(place)) {
      this.#resize(-1);
    }
  }

  drop(): void {
    const [start, end] = [startOf(this.#number), startOf(this.#number + 1)];
    for (const key of this.#lmdb.getKeys({ start, end })) this.#lmdb.removeSync(key);
    this.#owner?.dropped();
  }

  visit(
    from: string,
    to: string | undefined,
    reverse: boolean,
    visit: (value: Value, key: string) => boolean,
  ): void {
    if (to !== undefined && from >= to) return;
    const low = diskKey(this.#number, from);
    const high = to === undefined ? startOf(this.#number + 1) : diskKey(this.#number, to);
    const highIncluded = isShared(high); // some of its keys may lie below `to`
    const range = reverse
      ? { start: high, end: low, reverse, exclusiveStart: !highIncluded, inclusiveEnd: true }
      : { start: low, end: high, inclusiveEnd: highIncluded };
    for (const { key, value } of this.#lmdb.getRange(range)) {
      for (const [name, content] of this.#entriesOf(key, value, reverse)) {
        const inRange = name >= from && (to === undefined || name < to);
        if (inRange && !visit(content, name)) return;
      }
    }
  }

  snapshot(): SortedMap<Value> {
    throw noSnapshots();
  }

  #entriesOf(key: Buffer, value: string, reverse: boolean): Shared<Value> {
    if (!isShared(key)) return [[keyOnDisk(key), JSON.parse(value)]];
    const entries: Shared<Value> = JSON.parse(value);
    return reverse ? [...entries].reverse() : entries;
  }

  #read<Content>(place: Buffer): Content | undefined {
    const text = this.#lmdb.get(place);
    return text === undefined ? undefined : (JSON.parse(text) as Content); // as this map wrote it
  }

  #shared(place: Buffer): Shared<Value> {
    return this.#read(place) ?? [];
  }

  #write(place: Buffer, content: unknown): void {
    this.#lmdb.putSync(place, JSON.stringify(content));
  }

  #resize(by: number): void {
    if (by === 0) return;
    this.#size += by;
    this.#owner?.resized(this.#size);
  }
}
