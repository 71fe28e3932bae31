import type { Item } from "../codec/attribute-value.js";
import type { StoredKey } from "../codec/entity-mapper.js";
import { isOutdated } from "../codec/upgrade-item.js";
import { NotFoundError } from "../errors/stored-errors.js";
import type { WireObject } from "../transport/transport.js";
import { request } from "./attempt.js";
import type { OperationContext } from "./context.js";
import { boundsOf, now, type Program } from "./effect.js";
import { isExpired, itemReader, projection } from "./read-item.js";
import type { ReadOptions } from "./read-options.js";
import { writeUpgrade } from "./write-upgrade.js";

export interface GetOptions<Name extends string = never> extends ReadOptions<Name> {
  /**
   * Writes an item of an older schema back as it is upgraded, unless it has changed meanwhile: one
   * more request, only for such items. Not in transactions.
   */
  readonly writeUpgrade?: boolean | undefined;
}

export type ExistsOptions = Omit<ReadOptions, "select" | "onReadError">;

/** A read of one item that has not been sent: sent on its own, or as a part of a transaction. */
export interface ReadPlan<Result> {
  readonly model: string;
  readonly key: StoredKey;
  /** The request, as far as it is the same alone and in a transaction. */
  readonly input: WireObject & { readonly TableName: string };
  /** The result, given what is stored and the time, in milliseconds since 1970. */
  answer(item: Item | undefined, time: number): Result;
}

/** Plans the read of the entity of a key. @throws KeyError, ArgumentError */
export function planGet<Model>(
  context: OperationContext<Model>,
  key: unknown,
  options?: ReadOptions<string>,
): ReadPlan<Model | undefined> {
  const { mapper } = context;
  const { name, table } = mapper.definition;
  const storedKey = mapper.key(key);
  const read = itemReader(mapper, options);
  return {
    model: name,
    key: storedKey,
    input: {
      TableName: context.tableName(),
      Key: mapper.keyItem(storedKey),
      ...projection(mapper, options?.select),
    },
    answer(item, time) {
      if (item === undefined || isHidden(item, table.ttl, time, options)) return undefined;
      return read(item);
    },
  };
}

/** Plans the read of the entity of a key that has to be there. @throws KeyError, ArgumentError */
export function planGetOrThrow<Model>(
  context: OperationContext<Model>,
  key: unknown,
  options?: ReadOptions<string>,
): ReadPlan<Model> {
  const plan = planGet(context, key, options);
  return {
    ...plan,
    answer(item, time) {
      const entity = plan.answer(item, time);
      if (entity === undefined) throw new NotFoundError(context.mapper.definition.name, key);
      return entity;
    },
  };
}

/** The entity of a key, or `undefined`. */
export function* get<Model>(
  context: OperationContext<Model>,
  key: unknown,
  options: GetOptions<string> | undefined,
): Program<Model | undefined> {
  return yield* readPlanned(context, planGet(context, key, options), options);
}

/** The entity of a key. @throws NotFoundError */
export function* getOrThrow<Model>(
  context: OperationContext<Model>,
  key: unknown,
  options: GetOptions<string> | undefined,
): Program<Model> {
  return yield* readPlanned(context, planGetOrThrow(context, key, options), options);
}

/** Whether an item of this model is stored under the key. */
export function* exists<Model>(
  context: OperationContext<Model>,
  key: unknown,
  options: ExistsOptions | undefined,
): Program<boolean> {
  const { mapper } = context;
  const { attributes, ttl } = mapper.definition.table;
  const plan: ReadPlan<boolean> = {
    ...planGet(context, key, options),
    answer(item, time) {
      if (item === undefined || isHidden(item, ttl, time, options)) return false;
      mapper.checkType(item);
      return true;
    },
  };
  const input = { ...plan.input, ...projection(mapper, [attributes.type]) };
  return yield* readPlanned(context, { ...plan, input }, options);
}

/** Whether a read leaves an item out because it has expired. */
export function isHidden(
  item: Item,
  ttl: string | undefined,
  time: number,
  options: ReadOptions<string> | undefined,
): boolean {
  return options?.expired !== true && isExpired(item, ttl, time);
}

function* readPlanned<Model, Result>(
  context: OperationContext<Model>,
  plan: ReadPlan<Result>,
  options: GetOptions<string> | undefined,
): Program<Result> {
  const input = { ...plan.input, ...(options?.consistent ? { ConsistentRead: true } : {}) };
  const bounds = boundsOf(options);
  const reply = yield* request("GetItem", input, bounds);
  const item = reply.Item as Item | undefined; // GetItem's documented reply
  const answer = plan.answer(item, yield* now());
  if (options?.writeUpgrade && item && isOutdated(item, context.mapper.definition)) {
    yield* writeUpgrade(context, item, bounds);
  }
  return answer;
}
