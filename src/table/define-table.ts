import { DefinitionError } from "../errors/errors.js";
import type { KeyNames, TableDefinition } from "../model/definition.js";
import { isOnReadError, type OnReadError } from "../model/read-errors.js";
import type { TimestampFormat } from "../model/timestamps.js";
import { eventObserver, type TableEvent } from "../operation/events.js";
import { Table } from "./table.js";

/** The indexes of a table that does not say otherwise. */
export type DefaultIndexes = {
  readonly GSI1: { readonly pk: "GSI1PK"; readonly sk: "GSI1SK" };
  readonly GSI2: { readonly pk: "GSI2PK"; readonly sk: "GSI2SK" };
};

const DEFAULT_INDEXES: DefaultIndexes = {
  GSI1: { pk: "GSI1PK", sk: "GSI1SK" },
  GSI2: { pk: "GSI2PK", sk: "GSI2SK" },
};

export interface TableOptions<Indexes> {
  /** The table's name, or a function that gives it at first use. */
  readonly name: string | (() => string);
  /** The stored names of the primary key; `{ pk: "PK", sk: "SK" }` when left out. */
  readonly keys?: { readonly pk: string; readonly sk: string };
  /** The global secondary indexes and the stored names of their keys; GSI1 and GSI2 when left out. */
  readonly indexes?: Indexes;
  /** The stored names of what every item has; `_type`, `createdAt`, `updatedAt` when left out. */
  readonly attributes?: {
    readonly type?: string;
    readonly createdAt?: string;
    readonly updatedAt?: string;
    /** `_schema` when left out; only models with `upgrade` have it. */
    readonly schema?: string;
    /** `_version` when left out; only models with `version: true` have it. */
    readonly version?: string;
    /** `_w` when left out; what tells the writes of models with `version: true` apart. */
    readonly write?: string;
  };
  /** The name of the attribute that says when an item expires (epoch seconds). */
  readonly ttl?: string | undefined;
  /** How timestamps are stored; UTC ISO text when left out. */
  readonly timestamps?: TimestampFormat;
  /**
   * Signs page cursors (HMAC-SHA256), so that nobody can make one: keep it out of the source. Of
   * several the first signs and all are believed: put a new one first to rotate.
   */
  readonly cursorSecret?: string | readonly string[] | undefined;
  /** Told of every request and call when it ends: names, numbers and codes, never what is in items. */
  readonly onEvent?: ((event: TableEvent) => void) | undefined;
  /** What reads do with items that do not fit their schema; `throw` when left out. */
  readonly onReadError?: OnReadError | undefined;
}

const OPTIONS = [
  "name",
  "keys",
  "indexes",
  "attributes",
  "ttl",
  "timestamps",
  "cursorSecret",
  "onReadError",
  "onEvent",
];
const FORMATS = ["iso", "epochMs", "epochSeconds"];

/**
 * Declares a table. Nothing is opened or read before the first call of a repository.
 * @throws DefinitionError
 */
export function defineTable<
  const Indexes extends Readonly<Record<string, KeyNames>> = DefaultIndexes,
>(options: TableOptions<Indexes>): Table<Extract<keyof Indexes, string>> {
  if (typeof options !== "object" || options === null) {
    throw new DefinitionError('defineTable takes { name: "..." }.');
  }
  const unknown = Object.keys(options).find((option) => !OPTIONS.includes(option));
  if (unknown !== undefined) throw new DefinitionError(`defineTable: ${unknown} is no option.`);
  const { name, keys = { pk: "PK", sk: "SK" }, ttl, timestamps = "iso" } = options;
  if (typeof name !== "function" && (typeof name !== "string" || name === "")) {
    throw new DefinitionError(
      "defineTable: name is the table's name, or a function that gives it.",
    );
  }
  if (!FORMATS.includes(timestamps)) {
    throw new DefinitionError(`defineTable: timestamps is one of ${FORMATS.join(", ")}.`);
  }
  const { onReadError = "throw" } = options;
  if (!isOnReadError(onReadError)) {
    throw new DefinitionError('defineTable: onReadError is "throw", "skip" or a function.');
  }
  if (options.onEvent !== undefined && typeof options.onEvent !== "function") {
    throw new DefinitionError("defineTable: onEvent is a function.");
  }
  checkKeyNames(keys, "keys", "the primary key");
  const indexes: Readonly<Record<string, KeyNames>> = options.indexes ?? { ...DEFAULT_INDEXES };
  const attributes = {
    type: "_type",
    createdAt: "createdAt",
    updatedAt: "updatedAt",
    schema: "_schema",
    version: "_version",
    write: "_w",
    ...options.attributes,
  };
  if (Object.hasOwn(indexes, "primary")) {
    throw new DefinitionError('defineTable: "primary" means the table itself; rename that index.');
  }
  for (const [index, names] of Object.entries(indexes)) {
    checkKeyNames(names, `index ${index}`, "its key");
  }
  checkStoredNames([
    keys.pk,
    keys.sk,
    ...Object.values(indexes).flatMap(({ pk, sk }) => (sk === undefined ? [pk] : [pk, sk])),
    ...Object.values(attributes),
  ]);
  const definition: TableDefinition = Object.freeze({
    name,
    keys: Object.freeze({ ...keys }),
    indexes: Object.freeze({ ...indexes }),
    attributes: Object.freeze(attributes),
    ttl,
    cursorSecrets: cursorSecrets(options.cursorSecret),
    onReadError,
    timestamps,
  });
  const table = new Table<Extract<keyof Indexes, string>>(definition);
  if (options.onEvent !== undefined) table.observe(eventObserver(options.onEvent));
  return table;
}

function cursorSecrets(given: unknown): readonly string[] {
  if (given === undefined) return [];
  const secrets: readonly unknown[] = Array.isArray(given) ? given : [given];
  const usable = secrets.filter((secret) => typeof secret === "string" && secret !== "");
  if (usable.length > 0 && usable.length === secrets.length) {
    return Object.freeze(usable as string[]); // just filtered
  }
  throw new DefinitionError(
    "defineTable: cursorSecret is a text, or an array of texts with the current one first; none is empty.",
  );
}

function checkKeyNames(names: unknown, what: string, whose: string): void {
  if (typeof names === "object" && names !== null) return;
  throw new DefinitionError(`defineTable: ${what} is { pk, sk }, the stored names of ${whose}.`);
}

function checkStoredNames(names: readonly unknown[]): void {
  const seen = new Set<unknown>();
  for (const name of names) {
    if (typeof name !== "string" || name === "") {
      throw new DefinitionError("defineTable: every stored name is a text of its own.");
    }
    if (seen.has(name)) {
      throw new DefinitionError(`defineTable: two attributes are stored as ${name}; rename one.`);
    }
    seen.add(name);
  }
}
