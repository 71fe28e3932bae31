import { getOwn, type Item } from "../codec/attribute-value.js";
import { isDeepStrictEqual } from "../codec/deep-equal.js";
import { textOf } from "../codec/stored-stamps.js";
import { ConfigurationError } from "../errors/errors.js";
import { OWN_TYPES, type TableDefinition } from "../model/definition.js";
import type { OnUnknown } from "../model/unknown-items.js";
import { meetUnknown } from "../operation/unknown-item.js";
import type { Registry } from "./registry.js";
import type { RawRecord } from "./stream-records.js";
import type { ModelStreamHandler, StreamRecord } from "./stream-types.js";

/** What a handler does of a change; more than one where an item became one of another model. */
export type Step = (record: StreamRecord) => unknown;

type Kind = "insert" | "modify" | "remove";

/** The images that a handler of a kind gets. */
const IMAGES = { insert: ["now"], modify: ["before", "now"], remove: ["before"] } as const;

/** Finds out what the changes of a stream ask for. */
export class StreamChanges {
  readonly #registry: Registry;
  readonly #table: TableDefinition;
  readonly #handlers: ReadonlyMap<string, ModelStreamHandler<object>>;
  readonly #onUnknown: OnUnknown;

  constructor(
    registry: Registry,
    table: TableDefinition,
    handlers: ReadonlyMap<string, ModelStreamHandler<object>>,
    onUnknown: OnUnknown,
  ) {
    this.#registry = registry;
    this.#table = table;
    this.#handlers = handlers;
    this.#onUnknown = onUnknown;
  }

  /**
   * What a record asks for; what can be wrong with its items shows only when that is done.
   * @throws ConfigurationError where the stream does not have the images that a handler gets
   */
  stepsOf(raw: RawRecord): readonly Step[] {
    const { kind, before, now } = raw;
    if (before === undefined && now === undefined) {
      for (const handler of this.#handlers.values()) this.#checkImages(handler, kind, raw);
      return [];
    }
    const [was, is] = [this.#typeOf(before), this.#typeOf(now)];
    const isMoved = kind === "modify" && before !== undefined && now !== undefined && was !== is;
    if (isMoved) {
      return [
        ...this.#stepsOf(was, "remove", { ...raw, now: undefined }),
        ...this.#stepsOf(is, "insert", { ...raw, before: undefined }),
      ];
    }
    return this.#stepsOf(now === undefined ? was : is, kind, raw);
  }

  #stepsOf(type: string | undefined, kind: Kind, raw: RawRecord): readonly Step[] {
    // Items of the library itself are no change of the application's.
    if (type !== undefined && OWN_TYPES.has(type)) return [];
    const read = type === undefined ? undefined : this.#registry.reader(type);
    if (read === undefined) return [() => this.#meetUnknown(type, raw)];
    const handler = this.#handlers.get(type ?? "");
    if (handler?.[kind] === undefined) return [];
    this.#checkImages(handler, kind, raw);
    return [(record) => run(handler, kind, raw, read, record)];
  }

  #checkImages(handler: ModelStreamHandler<object>, kind: Kind, raw: RawRecord): void {
    if (handler[kind] === undefined || IMAGES[kind].every((name) => raw[name] !== undefined)) {
      return;
    }
    throw new ConfigurationError(
      `streamHandler: the stream's records do not hold what ${kind}() is given. Set the stream's ` +
        "view type to NEW_AND_OLD_IMAGES, or leave that function out.",
    );
  }

  #meetUnknown(type: string | undefined, { keys, now, before }: RawRecord): void {
    const { pk, sk } = this.#table.keys;
    meetUnknown(
      {
        type,
        declared: false,
        key: { pk: textOf(keys[pk]) ?? "", sk: textOf(keys[sk]) ?? "" },
        item: now ?? before ?? {},
      },
      this.#registry.definitions.map(({ name }) => name),
      this.#onUnknown,
    );
  }

  #typeOf(image: Item | undefined): string | undefined {
    return textOf(image?.[this.#table.attributes.type]) || undefined;
  }
}

async function run(
  handler: ModelStreamHandler<object>,
  kind: Kind,
  { before, now }: RawRecord,
  read: (item: Item) => object | undefined,
  record: StreamRecord,
): Promise<void> {
  // Items that do not fit their schema are left out where the model says so.
  const was = before && read(before);
  const is = now && read(now);
  if (kind === "insert" && is !== undefined) await handler.insert?.(is, record);
  if (kind === "remove" && was !== undefined) await handler.remove?.(was, record);
  if (kind === "modify" && was !== undefined && is !== undefined) {
    await handler.modify?.(was, is, changedAttributes(was, is), record);
  }
}

/** The attributes whose values differ, of two entities of one model. */
function changedAttributes(before: object, now: object): object {
  const [was, is] = [before, now] as Readonly<Record<string, unknown>>[]; // read by name
  if (was === undefined || is === undefined) return {};
  const names = new Set([...Object.keys(was), ...Object.keys(is)]);
  const changed = [...names]
    .map((name) => ({ name, before: getOwn(was, name), now: getOwn(is, name) }))
    .filter((change) => !isDeepStrictEqual(change.before, change.now))
    .map((change) => [change.name, { before: change.before, now: change.now }] as const);
  return Object.freeze(Object.fromEntries(changed));
}
