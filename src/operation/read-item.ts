import type { AttributeValue, Item } from "../codec/attribute-value.js";
import type { EntityMapper } from "../codec/entity-mapper.js";
import { plainItem, type StoredItem } from "../codec/loaded-item.js";
import { ArgumentError } from "../errors/errors.js";
import type { MonotableError } from "../errors/monotable-error.js";
import { DecodeError } from "../errors/stored-errors.js";
import { isOnReadError, type OnReadError, type UnreadableItem } from "../model/read-errors.js";
import type { TransportRequest } from "../transport/transport.js";
import type { ReadOptions } from "./read-options.js";

/** Makes what a read answers of a stored item; `undefined` for one that is left out. */
export type ItemReader<Result> = (item: StoredItem) => Result | undefined;

/**
 * The reader of a model's items: entities, or the selected attributes of them.
 * @throws ArgumentError when what is selected, or how read errors are dealt with, is wrong.
 */
export function itemReader<Model>(
  mapper: EntityMapper<Model>,
  options: ReadOptions<string> | undefined,
): ItemReader<Model> {
  const { name, onReadError: usual } = mapper.definition;
  const handling = checkHandling(options?.onReadError ?? usual, `${name}: onReadError`);
  const select = checkSelection(mapper, options?.select);
  // A selection is typed as what it holds where it is asked for.
  const decode = (item: StoredItem): Model =>
    select === undefined
      ? mapper.decode(item)
      : (mapper.decodeSelected(plainItem(item), select) as Model);
  return (stored) => {
    try {
      return decode(stored);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const item = plainItem(stored);
      handle(error, { model: name, key: mapper.storedKey(item), item }, handling);
      return undefined;
    }
  };
}

/** What reads whole replies with such items from their bytes; nothing where items come in part. */
export function replyReader<Model>(
  { replies }: EntityMapper<Model>,
  options: ReadOptions<string> | undefined,
): TransportRequest["read"] {
  return options?.select === undefined ? (body) => replies.read(body) : undefined;
}

/** Deals with an item that cannot be read: throws, or leaves it out. */
export function handle(
  error: MonotableError,
  unreadable: UnreadableItem,
  handling: OnReadError,
): void {
  if (handling === "throw") throw error;
  if (handling !== "skip") handling(error, unreadable);
}

/** @throws ArgumentError */
export function checkHandling(handling: unknown, what: string): OnReadError {
  if (isOnReadError(handling)) return handling;
  throw new ArgumentError(`${what} is "throw", "skip" or a function.`);
}

function checkSelection<Model>(
  mapper: EntityMapper<Model>,
  select: readonly string[] | undefined,
): readonly string[] | undefined {
  if (select === undefined) return undefined;
  const { name } = mapper.definition;
  if (!Array.isArray(select) || select.length === 0) {
    throw new ArgumentError(`${name}: select is an array of at least one attribute's name.`);
  }
  const unknown = select.find((attribute) => mapper.attribute(attribute) === undefined);
  if (unknown === undefined) return select;
  throw new ArgumentError(`${name}: select: ${unknown} is not an attribute of the schema.`);
}

/**
 * What makes a request send the selected attributes only, and those that reading needs: the type,
 * the primary key and `others`. Nothing where whole items are read.
 */
export function projection<Model>(
  mapper: EntityMapper<Model>,
  select: readonly string[] | undefined,
  others: readonly string[] = [],
): { ProjectionExpression?: string; ExpressionAttributeNames?: Record<string, string> } {
  // An item of an older schema is upgraded whole: what is selected may be made of anything in it.
  if (select === undefined || mapper.definition.upgrades.length > 0) return {};
  const { keys, attributes, ttl } = mapper.definition.table;
  const own = [keys.pk, keys.sk, attributes.type, ...(ttl === undefined ? [] : [ttl])];
  const names = [...new Set([...own, ...others, ...select])];
  const placeholders = names.map((name, index) => [`#s${index}`, name] as const);
  return {
    ProjectionExpression: placeholders.map(([placeholder]) => placeholder).join(", "),
    ExpressionAttributeNames: Object.fromEntries(placeholders),
  };
}

/** Whether DynamoDB may delete an item, as its TTL says: it has expired at `time` (milliseconds). */
export function isExpired(item: Item, ttl: string | undefined, time: number): boolean {
  if (ttl === undefined) return false;
  const stored: AttributeValue | undefined = item[ttl];
  return stored !== undefined && "N" in stored && Number(stored.N) <= epochSeconds(time);
}

/** Whole seconds since 1970, as TTL attributes have them. */
export function epochSeconds(time: number): number {
  return Math.floor(time / 1_000);
}
