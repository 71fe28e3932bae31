import type { Item } from "../codec/attribute-value.js";
import type { StoredKey } from "../codec/entity-mapper.js";
import { NotFoundError } from "../errors/stored-errors.js";
import type { WireObject } from "../transport/transport.js";
import { request } from "./attempt.js";
import type { OperationContext } from "./context.js";
import { boundsOf, type CallOptions, type Program } from "./effect.js";

export interface GetOptions extends CallOptions {
  /** Reads what the last acknowledged write stored, at twice the read units. */
  readonly consistent?: boolean | undefined;
}

/** A read of one item that has not been sent: sent on its own, or as a part of a transaction. */
export interface ReadPlan<Result> {
  readonly model: string;
  readonly key: StoredKey;
  /** The request, as far as it is the same alone and in a transaction. */
  readonly input: WireObject & { readonly TableName: string };
  /** The result, given what is stored and the time, in milliseconds since 1970. */
  answer(item: Item | undefined, time: number): Result;
}

/** Plans the read of the entity of a key. @throws KeyError */
export function planGet<Model>(
  context: OperationContext<Model>,
  key: unknown,
): ReadPlan<Model | undefined> {
  const { mapper } = context;
  const storedKey = mapper.key(key);
  return {
    model: mapper.definition.name,
    key: storedKey,
    input: { TableName: context.tableName(), Key: mapper.keyItem(storedKey) },
    answer: (item) => item && mapper.decode(item),
  };
}

/** Plans the read of the entity of a key that has to be there. @throws KeyError */
export function planGetOrThrow<Model>(
  context: OperationContext<Model>,
  key: unknown,
): ReadPlan<Model> {
  const plan = planGet(context, key);
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
  options: GetOptions | undefined,
): Program<Model | undefined> {
  const item = yield* getItem(context, key, options);
  return item && context.mapper.decode(item);
}

/** The entity of a key. @throws NotFoundError */
export function* getOrThrow<Model>(
  context: OperationContext<Model>,
  key: unknown,
  options: GetOptions | undefined,
): Program<Model> {
  const entity = yield* get(context, key, options);
  if (entity === undefined) throw new NotFoundError(context.mapper.definition.name, key);
  return entity;
}

/** Whether an item of this model is stored under the key. */
export function* exists<Model>(
  context: OperationContext<Model>,
  key: unknown,
  options: GetOptions | undefined,
): Program<boolean> {
  const { keys, attributes } = context.mapper.definition.table;
  const item = yield* getItem(context, key, options, {
    ProjectionExpression: "#pk, #type",
    ExpressionAttributeNames: { "#pk": keys.pk, "#type": attributes.type },
  });
  if (item === undefined) return false;
  context.mapper.checkType(item);
  return true;
}

function* getItem<Model>(
  context: OperationContext<Model>,
  key: unknown,
  options: GetOptions | undefined,
  projection: object = {},
): Program<Item | undefined> {
  const input = {
    TableName: context.tableName(),
    Key: context.mapper.keyItem(context.mapper.key(key)),
    ...(options?.consistent ? { ConsistentRead: true } : {}),
    ...projection,
  };
  const reply = yield* request("GetItem", input, boundsOf(options));
  return reply.Item as Item | undefined; // GetItem's documented reply
}
