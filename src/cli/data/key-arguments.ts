import { beginsWith } from "../../model/operators.js";
import { UsageError } from "../command.js";
import type { NamedModel } from "./models.js";

/** How keys are given, for the help of commands. */
export const KEY_HELP = `A KEY is NAME=VALUE for each attribute of the key; pk=TEXT sk=TEXT for a class that makes its
own. Times are ISO 8601.`;

/**
 * Key attributes as given on the command line: `tenantId=t1`, and `deviceId^=a` for a beginning.
 * @throws UsageError for what is none; it quotes no value
 */
export function keyOf(args: readonly string[], model: NamedModel): Record<string, unknown> {
  const { name: modelName, key, attributes } = model.description;
  const known = key === undefined ? ["pk", "sk"] : attributes?.map(({ name }) => name);
  return Object.fromEntries(
    args.map((argument, index) => {
      const [, name = "", operator, text = ""] = /^([^=^]+)(\^?=)(.*)$/s.exec(argument) ?? [];
      if (operator === undefined) {
        throw new UsageError(`A part of a key is NAME=VALUE, which number ${index + 1} is not.`);
      }
      if (known?.includes(name) === false) {
        throw new UsageError(`${modelName} has no ${name} for a key; it has ${known.join(", ")}.`);
      }
      return [name, operator === "^=" ? beginsWith(text) : keyValue(text, name, model)];
    }),
  );
}

/** A text as what the model has in an attribute. */
function keyValue(text: string, name: string, { description }: NamedModel): unknown {
  const type = description.attributes?.find((attribute) => attribute.name === name)?.type;
  switch (type) {
    case "number":
      return checked(Number(text), text.trim() !== "", `${name} takes a number.`);
    case "bigint":
      return BigInt(checked(text, /^-?\d+$/.test(text), `${name} takes a whole number.`));
    case "boolean":
      return checked(text === "true", /^(true|false)$/.test(text), `${name} takes true or false.`);
    case "date":
      return checked(
        new Date(text),
        !Number.isNaN(Date.parse(text)),
        `${name} takes a time such as 2026-01-31T12:00:00Z.`,
      );
    default:
      return text;
  }
}

/** @throws UsageError unless it is right */
function checked<Value>(value: Value, isRight: boolean, rule: string): Value {
  if (isRight && !Number.isNaN(value)) return value;
  throw new UsageError(rule);
}
