import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { BatchFailure, BatchReport } from "../errors/batch-write-error.js";
import { BatchWriteError } from "../errors/batch-write-error.js";
import { ArgumentError } from "../errors/errors.js";
import { AbortedError } from "../errors/transport-errors.js";
import { upsertPlan } from "../operation/batch-plans.js";
import type { BatchInput } from "../operation/batch-source.js";
import type { OperationContext } from "../operation/context.js";
import type { Inputs } from "../repository/modes.js";

export interface ExportOptions {
  /** The directory to write to, made where it is missing, or what gives the stream of a file's name. */
  readonly to: string | ((name: string) => Writable);
  /** Whether files are compressed; they are when left out. */
  readonly gzip?: boolean | undefined;
  /** Bytes of lines, not compressed, after which another file is begun; 100 MB when left out. */
  readonly splitBytes?: number | undefined;
  /** Ends the export. */
  readonly signal?: AbortSignal | undefined;
}

export interface ExportedFile {
  readonly name: string;
  readonly items: number;
  /** Of its lines, not compressed. */
  readonly bytes: number;
}

/** What an export wrote. */
export interface ExportReport {
  readonly items: number;
  readonly files: readonly ExportedFile[];
}

/** What writes the items of entities to files, for loads that outgrow one machine. */
export interface Exporter<Model> {
  /**
   * Writes what DynamoDB's own import from S3 takes: lines of DynamoDB JSON, compressed and split.
   * @throws BatchWriteError, after all others are written, where an entity has no item
   */
  exportFor(
    format: "s3-import",
    entities: Inputs<Model>["async"],
    options: ExportOptions,
  ): Promise<ExportReport>;
}

const SPLIT_BYTES = 100 * 1024 * 1024;
/** Lines are handed on in pieces of about this many characters. */
const PIECE = 64 * 1024;

/**
 * Writes the items of entities as the lines, `{"Item":{...}}`, that DynamoDB's own import from S3
 * takes (format DYNAMODB_JSON). Nothing is sent; one file at a time is open, and the input is read
 * as fast as it can be written. Keys are not compared: of two lines with one key DynamoDB keeps one.
 * @throws BatchWriteError, after all others are written, where an entity has no item
 */
export async function exportFor<Model>(
  context: OperationContext<Model>,
  format: "s3-import",
  entities: BatchInput<Model>,
  options: ExportOptions,
): Promise<ExportReport> {
  const { name } = context.mapper.definition;
  check(name, format, entities, options);
  const plan = upsertPlan(context);
  const parts = new Parts(options);
  const failed: BatchFailure<Model>[] = [];
  let input = 0;
  if (typeof options.to === "string") await mkdir(options.to, { recursive: true });
  try {
    for await (const entity of entities) {
      if (options.signal?.aborted) throw new AbortedError({ cause: options.signal.reason });
      input += 1;
      let line: string;
      try {
        line = `{"Item":${plan.work(entity, Date.now()).json}}\n`;
      } catch (reason) {
        failed.push({ index: input - 1, entity, reason });
        continue;
      }
      await parts.add(line);
    }
  } finally {
    await parts.end();
  }
  const files = parts.written;
  if (failed.length === 0) return { items: input, files };
  const report: BatchReport<Model> = {
    input,
    written: input - failed.length,
    superseded: 0,
    failed,
    unprocessed: [],
    ambiguous: [],
    attempts: 0,
    throttles: 0,
    retried: 0,
    consumedCapacity: 0,
  };
  throw new BatchWriteError(name, report);
}

/** @throws ArgumentError */
function check(
  model: string,
  format: unknown,
  entities: unknown,
  { to, splitBytes = SPLIT_BYTES }: ExportOptions = { to: "" },
): void {
  const wrong = (what: string): ArgumentError => new ArgumentError(`${model}.exportFor: ${what}`);
  if (format !== "s3-import") throw wrong('the format is "s3-import".');
  if (typeof to !== "function" && (typeof to !== "string" || to === "")) {
    throw wrong("`to` is a directory, or a function that gives a stream for a file's name.");
  }
  if (!(splitBytes >= 1)) throw wrong("splitBytes is a number of bytes, at least 1.");
  const iterable =
    typeof entities === "object" &&
    entities !== null &&
    (Symbol.iterator in entities || Symbol.asyncIterator in entities);
  if (!iterable) throw wrong("expected an array, an iterable, an async iterable or a stream.");
}

/** The files of an export, one after the other. */
class Parts {
  readonly written: ExportedFile[] = [];
  readonly #options: ExportOptions;
  #open: Part | undefined;

  constructor(options: ExportOptions) {
    this.#options = options;
  }

  async add(line: string): Promise<void> {
    const { splitBytes = SPLIT_BYTES } = this.#options;
    const bytes = Buffer.byteLength(line);
    if (this.#open && this.#open.bytes + bytes > splitBytes) await this.end();
    this.#open ??= this.#begin();
    await this.#open.add(line, bytes);
  }

  async end(): Promise<void> {
    const part = this.#open;
    if (part === undefined) return;
    this.#open = undefined;
    await part.end();
    this.written.push({ name: part.name, items: part.items, bytes: part.bytes });
  }

  #begin(): Part {
    const { to, gzip = true } = this.#options;
    const number = String(this.written.length + 1).padStart(5, "0");
    const name = `part-${number}.json${gzip ? ".gz" : ""}`;
    const target = typeof to === "string" ? createWriteStream(join(to, name)) : to(name);
    return new Part(name, target, gzip);
  }
}

class Part {
  items = 0;
  bytes = 0;
  readonly #stream: Writable;
  readonly #done: Promise<void>;
  #piece = "";

  constructor(
    readonly name: string,
    target: Writable,
    gzip: boolean,
  ) {
    const compressed = createGzip();
    this.#stream = gzip ? compressed : target;
    this.#done = gzip ? pipeline(compressed, target) : finished(target);
    // A failure is told by the next write, or by the end.
    this.#done.catch(() => undefined);
  }

  async add(line: string, bytes: number): Promise<void> {
    this.items += 1;
    this.bytes += bytes;
    this.#piece += line;
    if (this.#piece.length >= PIECE) await this.#flush();
  }

  async end(): Promise<void> {
    await this.#flush();
    this.#stream.end();
    await this.#done;
  }

  async #flush(): Promise<void> {
    const piece = this.#piece;
    this.#piece = "";
    if (this.#stream.destroyed) return await this.#done;
    if (!this.#stream.write(piece)) await Promise.race([once(this.#stream, "drain"), this.#done]);
  }
}
