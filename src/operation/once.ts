import type { Item } from "../codec/attribute-value.js";
import { ArgumentError } from "../errors/errors.js";
import { AlreadyExistsError } from "../errors/stored-errors.js";
import { ONCE_TYPE, type TableDefinition } from "../model/definition.js";
import { checkKeyText } from "../model/key-codec.js";
import { encodeText } from "../model/key-text.js";
import { attempt, request } from "./attempt.js";
import { boundsOf, now, type Program } from "./effect.js";
import { isConditionFailure } from "./failure.js";
import { Operation } from "./operation.js";
import { epochSeconds } from "./read-item.js";
import { conditionOf, type WritePlan } from "./write-plan.js";

/** What a table remembers of a change that was handled. */
export interface Mark {
  readonly table: TableDefinition;
  readonly tableName: string;
  /** Tells handlers apart. */
  readonly name: string;
  /** Names the change. */
  readonly id: string;
  readonly keepSeconds: number;
}

/** The templates of the keys of marks: those of models have to keep clear of them. */
export const MARK_KEY = { pk: "ONCE#{name}#{id}", sk: "ONCE" } as const;

/** Whether a change was handled before. */
export function* isMarked(mark: Mark): Program<boolean> {
  const input = { TableName: mark.tableName, Key: keyOf(mark), ConsistentRead: true };
  return (yield* request("GetItem", input, boundsOf(undefined))).Item !== undefined;
}

/** Marks a change as handled, on its own or in a transaction; `done` is told when it is. */
export function markOperation(mark: Mark, done: () => void): Operation<void> {
  return new Operation<void>(() => putMark(mark, done), { write: () => planMark(mark, done) });
}

function* putMark(mark: Mark, done: () => void): Program<void> {
  const plan = yield* planMark(mark, done);
  const call = { operation: "PutItem", input: plan.input };
  const { reply, error } = yield* attempt(call, boundsOf(undefined));
  // Who else has marked it, or an attempt whose reply was lost, has handled it too.
  if (reply === undefined && !isConditionFailure(error)) throw error;
  plan.done();
}

function* planMark(mark: Mark, done: () => void): Program<WritePlan> {
  const { table, tableName, keepSeconds } = mark;
  const key = keyOf(mark);
  const ends = String(epochSeconds(yield* now()) + keepSeconds);
  return {
    kind: "Put",
    operation: "create",
    model: ONCE_TYPE,
    key: { pk: key[table.keys.pk]?.S ?? "", sk: MARK_KEY.sk },
    input: {
      TableName: tableName,
      Item: {
        ...key,
        [table.attributes.type]: { S: ONCE_TYPE },
        ...(table.ttl === undefined ? {} : { [table.ttl]: { N: ends } }),
      } satisfies Item,
      ...conditionOf(["attribute_not_exists(#pk)"]),
      ExpressionAttributeNames: { "#pk": table.keys.pk },
    },
    refusal: () => new AlreadyExistsError(ONCE_TYPE, undefined),
    done,
  };
}

function keyOf({ table, name, id }: Mark): Record<string, { readonly S: string }> {
  const part = encodeText(id);
  if (part === undefined)
    throw new ArgumentError("once: `by` gives a text of at least one character.");
  const text = `ONCE#${encodeText(name) ?? ""}#${part}`;
  const pk = checkKeyText(text, { model: ONCE_TYPE, kind: "partition" });
  return { [table.keys.pk]: { S: pk }, [table.keys.sk]: { S: MARK_KEY.sk } };
}
