import fc, { type Arbitrary } from "fast-check";
import type { TransportRequest } from "../../src/transport/transport.js";
import { controlCommands } from "./engine-control.js";
import {
  conditions,
  type Expression,
  keyQueries,
  parameters,
  projections,
  updates,
} from "./engine-expressions.js";
import { items, keys, type Shape } from "./engine-values.js";

type Commands = Arbitrary<TransportRequest>;
type Options = Readonly<Record<string, unknown>>;

const maybeCondition = fc.option(conditions, { nil: undefined, freq: 2 });
const onFailure: Arbitrary<Options> = fc.constantFrom<Options>(
  {},
  {
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  },
);
const capacity: Arbitrary<Options> = fc.constantFrom<Options>(
  {},
  { ReturnConsumedCapacity: "INDEXES" },
  { ReturnConsumedCapacity: "TOTAL" },
);
const projection: Arbitrary<Expression | undefined> = fc.option(projections, { nil: undefined });

function returning(...modes: readonly string[]): Arbitrary<Options> {
  const returned = fc.constantFrom(...modes).map((ReturnValues) => ({ ReturnValues }));
  return fc.tuple(returned, onFailure, capacity).map((some) => Object.assign({}, ...some));
}

function writes(shape: Shape, TableName: string): Commands {
  const put = fc
    .tuple(items(shape), maybeCondition, returning("NONE", "ALL_OLD"))
    .map(([Item, ConditionExpression, options]) => ({
      operation: "PutItem",
      input: { TableName, Item, ...options, ...parameters({ ConditionExpression }) },
    }));
  const remove = fc
    .tuple(keys(shape), maybeCondition, returning("NONE", "ALL_OLD"))
    .map(([Key, ConditionExpression, options]) => ({
      operation: "DeleteItem",
      input: { TableName, Key, ...options, ...parameters({ ConditionExpression }) },
    }));
  const modes = returning("NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW");
  const update = fc
    .tuple(keys(shape), updates, maybeCondition, modes)
    .map(([Key, UpdateExpression, ConditionExpression, options]) => ({
      operation: "UpdateItem",
      input: {
        TableName,
        Key,
        ...options,
        ...parameters({ UpdateExpression, ConditionExpression }),
      },
    }));
  return fc.oneof(
    { weight: 6, arbitrary: put },
    { weight: 8, arbitrary: update },
    { weight: 2, arbitrary: remove },
    { weight: 1, arbitrary: batchWrites(shape, TableName) },
    { weight: 2, arbitrary: transactWrites(shape, TableName) },
  );
}

function batchWrites(shape: Shape, TableName: string): Commands {
  const request = fc.oneof(
    items(shape).map((Item) => ({ PutRequest: { Item } })),
    keys(shape).map((Key) => ({ DeleteRequest: { Key } })),
  );
  return fc.array(request, { minLength: 1, maxLength: 6 }).map((requests) => ({
    operation: "BatchWriteItem",
    input: { RequestItems: { [TableName]: requests } },
  }));
}

function transactWrites(shape: Shape, TableName: string): Commands {
  const action = fc.oneof(
    fc.tuple(items(shape), maybeCondition, onFailure).map(([Item, ConditionExpression, some]) => ({
      Put: { TableName, Item, ...some, ...parameters({ ConditionExpression }) },
    })),
    fc.tuple(keys(shape), maybeCondition, onFailure).map(([Key, ConditionExpression, some]) => ({
      Delete: { TableName, Key, ...some, ...parameters({ ConditionExpression }) },
    })),
    fc
      .tuple(keys(shape), updates, maybeCondition, onFailure)
      .map(([Key, UpdateExpression, ConditionExpression, some]) => ({
        Update: {
          TableName,
          Key,
          ...some,
          ...parameters({ UpdateExpression, ConditionExpression }),
        },
      })),
    fc.tuple(keys(shape), conditions, onFailure).map(([Key, ConditionExpression, some]) => ({
      ConditionCheck: { TableName, Key, ...some, ...parameters({ ConditionExpression }) },
    })),
  );
  return fc.array(action, { minLength: 1, maxLength: 4 }).map((TransactItems) => ({
    operation: "TransactWriteItems",
    input: { TransactItems },
  }));
}

function reads(shape: Shape, TableName: string): Commands {
  const get = fc
    .tuple(keys(shape), projection, fc.boolean(), capacity)
    .map(([Key, ProjectionExpression, ConsistentRead, options]) => ({
      operation: "GetItem",
      input: {
        TableName,
        Key,
        ConsistentRead,
        ...options,
        ...parameters({ ProjectionExpression }),
      },
    }));
  const batch = fc
    .tuple(fc.array(keys(shape), { minLength: 1, maxLength: 6 }), projection)
    .map(([Keys, ProjectionExpression]) => ({
      operation: "BatchGetItem",
      input: {
        RequestItems: { [TableName]: { Keys, ...parameters({ ProjectionExpression }) } },
      },
    }));
  const transaction = fc
    .array(fc.tuple(keys(shape), projection), { minLength: 1, maxLength: 4 })
    .map((gets) => ({
      operation: "TransactGetItems",
      input: {
        TransactItems: gets.map(([Key, ProjectionExpression]) => ({
          Get: { TableName, Key, ...parameters({ ProjectionExpression }) },
        })),
      },
    }));
  return fc.oneof(
    { weight: 3, arbitrary: get },
    { weight: 1, arbitrary: batch },
    { weight: 1, arbitrary: transaction },
    { weight: 1, arbitrary: scans(shape, TableName) },
    { weight: 4, arbitrary: queries(shape, TableName) },
  );
}

const pages = fc.record(
  { Limit: fc.integer({ min: 1, max: 5 }), Select: fc.constant("COUNT") },
  { requiredKeys: [] },
);

function scans(shape: Shape, TableName: string): Commands {
  const indexes = shape.sort === undefined ? [undefined] : [undefined, "local", "global", "some"];
  return fc
    .tuple(fc.constantFrom(...indexes), pages, maybeCondition, projection)
    .map(([IndexName, page, FilterExpression, ProjectionExpression]) => ({
      operation: "Scan",
      input: {
        TableName,
        ...(IndexName !== undefined && { IndexName }),
        ...page,
        ...parameters({
          FilterExpression,
          ProjectionExpression: page.Select === undefined ? ProjectionExpression : undefined,
        }),
      },
    }));
}

function queries(shape: Shape, TableName: string): Commands {
  return fc
    .tuple(keyQueries(shape), fc.boolean(), pages, maybeCondition, projection, capacity)
    .map(([query, ScanIndexForward, page, FilterExpression, ProjectionExpression, options]) => ({
      operation: "Query",
      input: {
        TableName,
        ...(query.IndexName !== undefined && { IndexName: query.IndexName }),
        ScanIndexForward,
        ...page,
        ...options,
        ...parameters({
          KeyConditionExpression: query.condition,
          FilterExpression,
          ProjectionExpression: page.Select === undefined ? ProjectionExpression : undefined,
        }),
      },
    }));
}

/** Commands on one table: writes, reads and a few about the table itself. */
export function commands(shape: Shape, table: string): Commands {
  return fc.oneof(
    { weight: 12, arbitrary: writes(shape, table) },
    { weight: 8, arbitrary: reads(shape, table) },
    { weight: 1, arbitrary: controlCommands(shape, table) },
  );
}
