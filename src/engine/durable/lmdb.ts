import { closeSync, existsSync, mkdirSync, openSync, readSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ConfigurationError } from "../../errors/errors.js";

/** What this engine uses of an LMDB environment of the `lmdb` package: binary keys, text values. */
export interface Lmdb {
  get(key: Buffer): string | undefined;
  doesExist(key: Buffer): boolean;
  putSync(key: Buffer, value: string): boolean;
  removeSync(key: Buffer): boolean;
  getRange(range: LmdbRange): Iterable<{ readonly key: Buffer; readonly value: string }>;
  getKeys(range: LmdbRange): Iterable<Buffer>;
  /** Commits what `run` does, synced to the disk, or where it throws, nothing. */
  transactionSync<Result>(run: () => Result): Result;
  /** Frees the reader slots of processes that have ended. */
  readerCheck(): number;
  /** Text in one or more parts: a heading, then one line per reader: process, thread, transaction. */
  readerList(): string | readonly string[];
  close(): Promise<void>;
}

export interface LmdbRange {
  readonly start: Buffer;
  readonly end: Buffer;
  readonly inclusiveEnd?: boolean;
  readonly exclusiveStart?: boolean;
  /** From `start` down to `end`. */
  readonly reverse?: boolean;
}

/** Larger than the default, since the longest possible key grows with it: 4,026 bytes. */
const PAGE_BYTES = 8192;

/**
 * Makes the directory where it is missing; answers its one true path.
 * @throws ConfigurationError where that fails
 */
export function directoryAt(path: string): string {
  try {
    mkdirSync(path, { recursive: true });
    return realpathSync(path);
  } catch (cause) {
    throw unusable(path, cause);
  }
}

/**
 * Opens the environment in a directory.
 * @throws ConfigurationError where `lmdb` is not installed or the directory cannot be used
 */
export function openLmdb(path: string): Lmdb {
  const { open } = loadPackage();
  if (holdsSomethingElse(path)) throw unusable(path);
  try {
    return open({
      path,
      noSubdir: false,
      keyEncoding: "binary",
      encoding: "string",
      pageSize: PAGE_BYTES,
      // Overlapping syncs make a blocking commit wait for the one before it: 15 times slower.
      overlappingSync: false,
    });
  } catch (cause) {
    throw unusable(path, cause);
  }
}

/** LMDB's mark in the first bytes of its data file, as a little-endian machine writes it. */
const MARK = Buffer.from("dec0efbe", "hex");
const MARKED_BYTES = 64;

/** Asked before the package is: opening another file ends the process. */
function holdsSomethingElse(path: string): boolean {
  const file = join(path, "data.mdb");
  if (!existsSync(file)) return false;
  const head = Buffer.alloc(MARKED_BYTES);
  const descriptor = openSync(file, "r");
  const length = readSync(descriptor, head);
  closeSync(descriptor);
  return length > 0 && !head.includes(MARK);
}

function unusable(path: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError(
    `The engine cannot open ${path}: the path must be a directory that this process may write ` +
      "to, new, empty or made by this engine.",
    { cause },
  );
}

interface LmdbPackage {
  open(options: Readonly<Record<string, unknown>>): Lmdb;
}

/** Loaded at first use: engines in memory do without the package. */
function loadPackage(): LmdbPackage {
  try {
    return createRequire(import.meta.url)("lmdb") as LmdbPackage; // the package's documented face
  } catch (cause) {
    throw new ConfigurationError(
      "An engine with a `path` keeps its content with the package lmdb, which cannot be loaded: " +
        "install it (npm install lmdb), or leave `path` out for an engine in memory.",
      { cause },
    );
  }
}
