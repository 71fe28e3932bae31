import type { WireObject } from "../../transport/transport.js";
import { invalid } from "../exception.js";
import { Placeholders } from "../expression/placeholders.js";
import { has } from "./fields.js";
import type { Layer } from "./layer.js";

/** What replaced each parameter of the API before expressions, which this engine does not have. */
const LEGACY: Readonly<Record<string, string>> = {
  AttributesToGet: "ProjectionExpression",
  AttributeUpdates: "UpdateExpression",
  ConditionalOperator: "a condition or filter expression",
  Expected: "ConditionExpression",
  KeyConditions: "KeyConditionExpression",
  QueryFilter: "FilterExpression",
  ScanFilter: "FilterExpression",
};

/**
 * Reads the names and values of a request's expressions.
 *
 * @param expressions the expression parameters of the operation
 * @throws ServiceError ValidationException for legacy parameters, and for names or values that no
 *   expression of the request can use
 */
export function readPlaceholders(
  input: WireObject,
  expressions: readonly string[],
  layer: Layer,
): Placeholders {
  const given = expressions.filter((name) => has(input, name));
  refuseLegacy(input, given);
  if (given.length === 0) {
    for (const name of ["ExpressionAttributeNames", "ExpressionAttributeValues"]) {
      if (!has(input, name)) continue;
      const usable = expressions.filter((expression) => expression !== "ProjectionExpression");
      const absent = `${usable.join(" and ")} ${usable.length > 1 ? "are" : "is"} null`;
      const why = name.endsWith("Values") && layer.namesMissing ? `: ${absent}` : "";
      throw invalid(`${name} can only be specified when using expressions${why}`);
    }
  }
  return Placeholders.read(input.ExpressionAttributeNames, input.ExpressionAttributeValues, layer);
}

function refuseLegacy(input: WireObject, expressions: readonly string[]): void {
  const legacy = Object.keys(LEGACY).filter((name) => has(input, name));
  const [first] = legacy;
  if (first === undefined) return;
  if (expressions.length > 0) {
    throw invalid(
      `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${legacy.join(", ")}} Expression parameters: {${expressions.join(", ")}}`,
    );
  }
  throw invalid(
    `This engine does not have the legacy parameter ${first}; use ${LEGACY[first]} instead.`,
  );
}
