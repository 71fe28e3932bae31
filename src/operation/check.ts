import { ExpressionBuilder } from "../codec/expression.js";
import { ConditionFailedError, EntityTypeError, NotFoundError } from "../errors/stored-errors.js";
import type { Condition } from "../model/entity-types.js";
import type { OperationContext } from "./context.js";
import { now, type Program } from "./effect.js";
import { isExpired } from "./read-item.js";
import { decodeIfPossible } from "./save-stamps.js";
import { livingCondition } from "./stored-state.js";
import { conditionOf, type WritePlan } from "./write-plan.js";

/** Plans a check of a stored item, which changes nothing. @throws KeyError, ArgumentError */
export function* planCheck<Model>(
  context: OperationContext<Model>,
  key: unknown,
  where: Condition<Model> | undefined,
): Program<WritePlan> {
  const { mapper } = context;
  const { name, table } = mapper.definition;
  const storedKey = mapper.key(key);
  const builder = new ExpressionBuilder(mapper.codec);
  const condition = builder.condition(where);
  const time = yield* now();
  const living = livingCondition(mapper.definition, builder, time);
  const own = `${builder.name(table.attributes.type)} = ${builder.value({ S: name })}`;
  return {
    kind: "ConditionCheck",
    operation: "check",
    model: name,
    key: storedKey,
    input: {
      TableName: context.tableName(),
      Key: mapper.keyItem(storedKey),
      ...conditionOf([own, living, condition && `(${condition})`]),
      ...builder.placeholders(),
    },
    refusal(stored) {
      if (stored === undefined || isExpired(stored, table.ttl, time)) {
        return new NotFoundError(name, key);
      }
      const found = mapper.typeOf(stored);
      if (found !== name) return new EntityTypeError(name, found);
      return new ConditionFailedError(name, "check", decodeIfPossible(context, stored));
    },
    done: () => undefined,
  };
}
