import { ConfigurationError } from "../../errors/errors.js";
import type { Database, RememberedTransaction } from "../database.js";
import { Stream } from "../stream/stream.js";
import type { KeySchema, StreamView, TableDefinition } from "../table/definition.js";
import { Table } from "../table/table.js";
import { Directory, type DirectoryEntry } from "./directory.js";
import { DiskMap } from "./disk-map.js";
import type { Lmdb } from "./lmdb.js";
import { RememberedTransactions } from "./remembered-transactions.js";

/** Raised when what is on disk is laid out in another way. */
const FORMAT = 1;

/** The numbers of the catalog's own maps. */
const SETTINGS = 0;
const DIRECTORY = 1;
const TABLES = 2;
const BYTES = 3;
const STREAMS = 4;
const TRANSACTIONS = 5;

interface TableEntry {
  readonly definition: Omit<TableDefinition, "tags">;
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly streamArn?: string | undefined;
}

interface StreamEntry {
  readonly arn: string;
  readonly label: string;
  readonly table: string;
  readonly keys: KeySchema;
  readonly view: StreamView;
  readonly createdAt: number;
  readonly start: string;
  readonly enabled: boolean;
}

interface SavedTable {
  readonly definition: TableDefinition;
  readonly streamArn: string | undefined;
  /** The sums of sizes: of the table under its name, of its indexes under theirs behind it. */
  readonly bytes: ReadonlyMap<string, number>;
}

/** What a database has besides the entries of its maps, and what of it is already on disk. */
export class Catalog {
  readonly #settings: DiskMap<number>;
  readonly #directory: Directory;
  readonly #tables: DiskMap<TableEntry>;
  readonly #bytes: DiskMap<number>;
  readonly #streams: DiskMap<StreamEntry>;
  readonly #transactions: DiskMap<RememberedTransaction>;
  readonly #savedTables = new Map<string, SavedTable>();
  readonly #savedStreams = new Map<string, boolean>();
  #savedSequence = 0;

  constructor(lmdb: Lmdb) {
    this.#settings = new DiskMap(lmdb, SETTINGS, 0);
    this.#directory = new Directory(lmdb, new DiskMap<DirectoryEntry>(lmdb, DIRECTORY, 0));
    this.#tables = new DiskMap(lmdb, TABLES, 0);
    this.#bytes = new DiskMap(lmdb, BYTES, 0);
    this.#streams = new DiskMap(lmdb, STREAMS, 0);
    this.#transactions = new DiskMap(lmdb, TRANSACTIONS, 0);
  }

  /** Gives the database the content on disk, in time that depends on the number of tables only. */
  load(database: Database): void {
    const format = this.#settings.get("format") ?? FORMAT;
    if (format !== FORMAT) throw otherFormat(format);
    this.#settings.set("format", FORMAT);
    this.#savedSequence = this.#settings.get("sequence") ?? 0;
    database.openMap = (name) => this.#directory.open(name);
    database.sequence = this.#savedSequence;
    database.tables = new Map();
    this.#tables.visit("", undefined, false, (entry, name) => {
      database.tables.set(name, this.#loadTable(entry, database));
      return true;
    });
    database.streams = new Map();
    this.#streams.visit("", undefined, false, (entry, arn) => {
      database.streams.set(arn, this.#loadStream(entry, database));
      return true;
    });
    database.transactions = new RememberedTransactions(this.#transactions);
  }

  /** Keeps what has changed since it was loaded or last saved. */
  save(database: Database): void {
    for (const [name, table] of database.tables) this.#saveTable(name, table);
    for (const name of this.#savedTables.keys()) {
      if (!database.tables.has(name)) this.#forgetTable(name);
    }
    for (const stream of database.streams.values()) this.#saveStream(stream);
    if (database.sequence !== this.#savedSequence) {
      this.#savedSequence = database.sequence;
      this.#settings.set("sequence", database.sequence);
    }
    this.#directory.save();
  }

  #loadTable({ definition, tags, streamArn }: TableEntry, database: Database): Table {
    const table = Table.open({ ...definition, tags: new Map(tags) }, database.openMap);
    table.streamArn = streamArn;
    table.bytes = this.#bytes.get(definition.name) ?? 0;
    for (const [index, data] of table.indexes) {
      data.bytes = this.#bytes.get(indexSizeKey(table, index)) ?? 0;
    }
    const saved = { definition: table.definition, streamArn, bytes: sizesOf(table) };
    this.#savedTables.set(definition.name, saved);
    return table;
  }

  #saveTable(name: string, table: Table): void {
    const saved = this.#savedTables.get(name);
    const { definition, streamArn } = table;
    const described = saved?.definition === definition && saved.streamArn === streamArn;
    const bytes = sizesOf(table);
    for (const [key, size] of bytes) {
      if (saved?.bytes.get(key) !== size) this.#bytes.set(key, size);
    }
    for (const key of saved?.bytes.keys() ?? []) {
      if (!bytes.has(key)) this.#bytes.delete(key);
    }
    this.#savedTables.set(name, { definition, streamArn, bytes });
    if (!described) {
      this.#tables.set(name, { definition, tags: [...definition.tags], streamArn });
    }
  }

  #forgetTable(name: string): void {
    for (const key of this.#savedTables.get(name)?.bytes.keys() ?? []) this.#bytes.delete(key);
    this.#savedTables.delete(name);
    this.#tables.delete(name);
  }

  #loadStream(entry: StreamEntry, database: Database): Stream {
    const { arn, label, table, keys, view, createdAt, start, enabled } = entry;
    const records = database.openMap<never>(arn);
    const stream = new Stream(arn, label, table, keys, view, createdAt, start, records);
    stream.enabled = enabled;
    this.#savedStreams.set(arn, enabled);
    return stream;
  }

  #saveStream({ arn, label, table, keys, view, createdAt, start, enabled }: Stream): void {
    if (this.#savedStreams.get(arn) === enabled) return;
    this.#savedStreams.set(arn, enabled);
    this.#streams.set(arn, { arn, label, table, keys, view, createdAt, start, enabled });
  }
}

function sizesOf(table: Table): ReadonlyMap<string, number> {
  const sizes = new Map([[table.definition.name, table.bytes]]);
  for (const [index, { bytes }] of table.indexes) sizes.set(indexSizeKey(table, index), bytes);
  return sizes;
}

/** A slash is in no name of a table or an index. */
function indexSizeKey({ definition }: Table, index: string): string {
  return `${definition.name}/${index}`;
}

function otherFormat(format: number): ConfigurationError {
  return new ConfigurationError(
    `The engine's files are in format ${format}; this version reads format ${FORMAT}: ` +
      "open them with the version that made them, or start with an empty directory.",
  );
}
