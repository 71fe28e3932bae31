import type { Item } from "../codec/attribute-value.js";
import { isDeepStrictEqual } from "../codec/deep-equal.js";
import type { EntityMapper, StoredKey } from "../codec/entity-mapper.js";
import { ExpressionBuilder } from "../codec/expression.js";
import { attempt } from "./attempt.js";
import type { OperationContext } from "./context.js";
import { boundsOf, type Program } from "./effect.js";
import { isConditionFailure } from "./failure.js";
import { type MaintenanceOptions, type MaintenanceReport, maintain } from "./maintenance.js";
import { UpdateClauses } from "./update-clauses.js";
import { unchanged } from "./write-upgrade.js";

export interface ReindexReport extends MaintenanceReport {
  /** Stored keys of items whose attributes make another primary key: they have to be moved by hand. */
  readonly misplaced: readonly StoredKey[];
}

/** Finds items whose index keys are not what their attributes make, and repairs them. */
export function* reindex<Model>(
  context: OperationContext<Model>,
  options: MaintenanceOptions | undefined,
): Program<ReindexReport> {
  const { mapper } = context;
  const misplaced: StoredKey[] = [];
  const report = yield* maintain(context, "reindex", options, function* (item) {
    const expected = mapper.encode(mapper.decode(item), mapper.stampsOf(item));
    const stored = mapper.storedKey(item);
    if (!isDeepStrictEqual(stored, mapper.storedKey(expected))) misplaced.push(stored);
    const drifted = indexNames(mapper).filter(
      (name) => !isDeepStrictEqual(item[name], expected[name]),
    );
    if (drifted.length === 0) return "same";
    if (options?.dryRun) return "changed";
    const { reply, error } = yield* attempt(
      { operation: "UpdateItem", input: repair(context, item, expected, drifted) },
      boundsOf(options),
    );
    if (reply !== undefined) return "changed";
    if (isConditionFailure(error)) return "contended";
    throw error;
  });
  return Object.freeze({ ...report, misplaced: Object.freeze(misplaced) });
}

/** The stored names of the keys of the model's indexes. */
function indexNames<Model>({ definition }: EntityMapper<Model>): readonly string[] {
  return definition.indexes.flatMap(({ names: { pk, sk } }) =>
    sk === undefined ? [pk] : [pk, sk],
  );
}

function repair<Model>(
  { mapper, tableName }: OperationContext<Model>,
  item: Item,
  expected: Item,
  drifted: readonly string[],
): Record<string, unknown> {
  const builder = new ExpressionBuilder(mapper.codec);
  const clauses = new UpdateClauses(builder);
  for (const name of drifted) {
    const value = expected[name];
    if (value === undefined) clauses.remove(clauses.attribute(name));
    else clauses.add("set", clauses.attribute(name), value);
  }
  return {
    TableName: tableName(),
    Key: mapper.keyItem(mapper.storedKey(item)),
    UpdateExpression: clauses.expression(),
    ConditionExpression: unchanged(mapper, builder, item),
    ...builder.placeholders(),
  };
}
