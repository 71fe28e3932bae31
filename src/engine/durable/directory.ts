import type { SortedMap } from "../storage/sorted-map.js";
import { DiskMap } from "./disk-map.js";
import type { Lmdb } from "./lmdb.js";

/** What is kept of a map that has had entries. */
export interface DirectoryEntry {
  readonly number: number;
  readonly size: number;
}

/** Lower numbers are those of the maps that hold the catalog. */
export const FIRST_NUMBER = 16;

/** The maps of tables, indexes and streams by name: what number each has, and how many entries. */
export class Directory {
  readonly #lmdb: Lmdb;
  readonly #entries: DiskMap<DirectoryEntry>;
  readonly #maps = new Map<string, DiskMap<unknown>>();
  readonly #changed = new Map<string, DirectoryEntry>();
  #next = FIRST_NUMBER;

  constructor(lmdb: Lmdb, entries: DiskMap<DirectoryEntry>) {
    this.#lmdb = lmdb;
    this.#entries = entries;
    entries.visit("", undefined, false, ({ number }) => {
      this.#next = Math.max(this.#next, number + 1);
      return true;
    });
  }

  open<Value>(name: string): SortedMap<Value> {
    const map = this.#maps.get(name) ?? this.#load(name);
    this.#maps.set(name, map);
    return map as DiskMap<Value>; // a name always stands for the same kind of values
  }

  /** Keeps the sizes that have changed. */
  save(): void {
    for (const [name, entry] of this.#changed) this.#entries.set(name, entry);
    this.#changed.clear();
  }

  #load(name: string): DiskMap<unknown> {
    const { number, size } = this.#entries.get(name) ?? { number: this.#next++, size: 0 };
    return new DiskMap(this.#lmdb, number, size, {
      resized: (newSize) => this.#changed.set(name, { number, size: newSize }),
      dropped: () => {
        this.#maps.delete(name);
        this.#changed.delete(name);
        this.#entries.delete(name);
      },
    });
  }
}
