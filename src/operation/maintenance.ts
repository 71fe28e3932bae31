import type { Item } from "../codec/attribute-value.js";
import { cursorBinding } from "../codec/cursor.js";
import type { StoredKey } from "../codec/entity-mapper.js";
import { ExpressionBuilder } from "../codec/expression.js";
import { ArgumentError } from "../errors/errors.js";
import { MonotableError } from "../errors/monotable-error.js";
import { CursorError } from "../errors/stored-errors.js";
import { request } from "./attempt.js";
import type { OperationContext } from "./context.js";
import { boundsOf, type CallOptions, type Program } from "./effect.js";
import { checkCount, MAX_SEGMENTS } from "./scan-plan.js";
import { together } from "./together.js";

/** What a pass over all of a model's stored items takes. */
export interface MaintenanceOptions extends CallOptions {
  /** Only counts what it would write. */
  readonly dryRun?: boolean | undefined;
  /** Parts that the table is read in, side by side: 4 when left out, at most 1,000,000. */
  readonly segments?: number | undefined;
  /** Segments read at a time, 1 to 1,000: all, up to 8, when left out. */
  readonly concurrency?: number | undefined;
  /** Where an earlier pass of as many segments had come to: its last progress tells. */
  readonly resume?: string | undefined;
  /** Called after every page that is done with. */
  readonly onProgress?: ((progress: MaintenanceProgress) => void) | undefined;
}

export interface MaintenanceProgress {
  /** Items of the model that were looked at. */
  readonly scanned: number;
  /** Items that were written, or would be in a dry run. */
  readonly changed: number;
  /** Where to go on after an end; it names items by their keys. */
  readonly resume: string;
}

/** An item that could not be dealt with. */
export interface MaintenanceFailure {
  readonly key: StoredKey;
  readonly error: MonotableError;
}

export interface MaintenanceReport {
  readonly scanned: number;
  readonly changed: number;
  /** Items that others wrote between reading and writing: look again. */
  readonly contended: number;
  /** Items that do not fit the model; they are left as they are. */
  readonly failed: readonly MaintenanceFailure[];
}

/** What became of an item. */
export type ItemOutcome = "same" | "changed" | "contended";

/** The position of a segment: `undefined` at its start, `null` at its end. */
type Position = Item | null | undefined;

const TOKEN_VERSION = 1;

/**
 * Goes over all stored items of a model, whatever their schema.
 * @throws ArgumentError, CursorError for a `resume` of another pass
 */
export function* maintain<Model>(
  context: OperationContext<Model>,
  caller: string,
  options: MaintenanceOptions | undefined,
  work: (item: Item) => Program<ItemOutcome>,
): Program<MaintenanceReport> {
  const pass = new Pass(context, `${context.mapper.definition.name}.${caller}`, options);
  yield* together(pass.lanes(work), pass.concurrency, boundsOf(options));
  return pass.report();
}

class Pass<Model> {
  readonly concurrency: number;
  readonly #context: OperationContext<Model>;
  readonly #options: MaintenanceOptions;
  readonly #binding: string;
  readonly #positions: Position[];
  readonly #failed: MaintenanceFailure[] = [];
  readonly #counts = { same: 0, changed: 0, contended: 0 };

  constructor(
    context: OperationContext<Model>,
    caller: string,
    options: MaintenanceOptions | undefined,
  ) {
    const segments = checkCount(options?.segments ?? 4, MAX_SEGMENTS, `${caller}: segments`);
    const usual = Math.min(segments, 8);
    this.concurrency = checkCount(options?.concurrency ?? usual, 1_000, `${caller}: concurrency`);
    if (options?.onProgress !== undefined && typeof options.onProgress !== "function") {
      throw new ArgumentError(`${caller}: onProgress is a function.`);
    }
    this.#context = context;
    this.#options = options ?? {};
    this.#binding = cursorBinding([caller, context.tableName(), segments]);
    this.#positions =
      options?.resume === undefined
        ? Array.from({ length: segments }, () => undefined)
        : positionsIn(options.resume, this.#binding, segments);
  }

  lanes(work: (item: Item) => Program<ItemOutcome>): readonly Program<void>[] {
    return this.#positions.flatMap((position, segment) =>
      position === null ? [] : [this.#lane(segment, work)],
    );
  }

  report(): MaintenanceReport {
    const { same, changed, contended } = this.#counts;
    const failed = Object.freeze([...this.#failed]);
    const scanned = same + changed + contended + failed.length;
    return Object.freeze({ scanned, changed, contended, failed });
  }

  *#lane(segment: number, work: (item: Item) => Program<ItemOutcome>): Program<void> {
    while (this.#positions[segment] !== null) {
      const reply = yield* request("Scan", this.#input(segment), boundsOf(this.#options));
      const items = (reply.Items ?? []) as readonly Item[]; // Scan's documented reply
      for (const item of items) yield* this.#take(item, work);
      this.#positions[segment] = (reply.LastEvaluatedKey ?? null) as Item | null; // the same
      const { scanned, changed } = this.report();
      this.#options.onProgress?.({ scanned, changed, resume: this.#token() });
    }
  }

  *#take(item: Item, work: (item: Item) => Program<ItemOutcome>): Program<void> {
    try {
      this.#counts[yield* work(item)] += 1;
    } catch (error) {
      if (!isOfItem(error)) throw error;
      this.#failed.push({ key: this.#context.mapper.storedKey(item), error });
    }
  }

  #input(segment: number): Record<string, unknown> {
    const { mapper, tableName } = this.#context;
    const { name, table } = mapper.definition;
    const builder = new ExpressionBuilder(mapper.codec);
    const position = this.#positions[segment];
    return {
      TableName: tableName(),
      FilterExpression: `${builder.name(table.attributes.type)} = ${builder.value({ S: name })}`,
      ...builder.placeholders(),
      ConsistentRead: true,
      Segment: segment,
      TotalSegments: this.#positions.length,
      ...(position && { ExclusiveStartKey: position }),
    };
  }

  #token(): string {
    // JSON has no `undefined`: a segment that has not begun is 0.
    const positions = this.#positions.map((position) => (position === undefined ? 0 : position));
    const token = [TOKEN_VERSION, this.#binding, positions];
    return Buffer.from(JSON.stringify(token)).toString("base64url");
  }
}

function positionsIn(token: unknown, binding: string, segments: number): Position[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(String(token), "base64url").toString());
  } catch {
    parsed = undefined;
  }
  const [version, bound, positions] = Array.isArray(parsed) ? parsed : [];
  if (version !== TOKEN_VERSION || !Array.isArray(positions)) {
    throw new CursorError("resume is damaged; take it from a progress as it is.");
  }
  if (bound !== binding || positions.length !== segments) {
    throw new CursorError("resume is of another pass: of another model, table, or `segments`.");
  }
  return positions.map((position: unknown) =>
    position === 0 ? undefined : (position as Position),
  ); // as `#token` wrote it
}

/** Whether an error is about what an item holds, and not about reaching the table. */
function isOfItem(error: unknown): error is MonotableError {
  if (!MonotableError.is(error)) return false;
  return ["DECODE", "ENCODE", "KEY", "ITEM_TOO_LARGE"].includes(error.code);
}
