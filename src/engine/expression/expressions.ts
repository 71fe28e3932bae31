import { utf8Length } from "../bytes.js";
import { malformed } from "../exception.js";
import type { Path, ResolvedAction, ResolvedCondition } from "./ast.js";
import { WordChecker } from "./check-words.js";
import { refuseOverlap } from "./overlap.js";
import { parseCondition } from "./parse-condition.js";
import { parseProjection } from "./parse-projection.js";
import { parseUpdate } from "./parse-update.js";
import type { Placeholders } from "./placeholders.js";
import { Resolver } from "./resolve.js";
import { TokenReader } from "./tokenize.js";

/** An expression's size in bytes ("Expression parameters" in "Service, account, and table quotas"). */
const MAX_EXPRESSION_BYTES = 4_096;

/** Reads an expression that is a condition; undefined where it is not given. */
export function readCondition(
  label: "ConditionExpression" | "FilterExpression" | "KeyConditionExpression",
  text: unknown,
  placeholders: Placeholders,
): ResolvedCondition | undefined {
  const reader = open(label, text);
  if (reader === undefined) return undefined;
  const condition = parseCondition(reader);
  new WordChecker(reader, "a condition").condition(condition);
  return new Resolver(reader, placeholders).condition(condition);
}

export function readUpdate(
  text: unknown,
  placeholders: Placeholders,
): readonly ResolvedAction[] | undefined {
  const reader = open("UpdateExpression", text);
  if (reader === undefined) return undefined;
  const { actions, repeatedSection } = parseUpdate(reader);
  if (repeatedSection !== undefined) {
    throw reader.error(
      `The "${repeatedSection}" section can only be used once in an update expression;`,
    );
  }
  new WordChecker(reader, "an update").actions(actions);
  const ready = new Resolver(reader, placeholders).actions(actions);
  refuseOverlap(
    reader,
    ready.map((action) => action.path),
  );
  return ready;
}

export function readProjection(
  text: unknown,
  placeholders: Placeholders,
): readonly Path[] | undefined {
  const reader = open("ProjectionExpression", text);
  if (reader === undefined) return undefined;
  const raw = parseProjection(reader);
  const words = new WordChecker(reader, "a condition");
  for (const path of raw) words.path(path);
  const resolver = new Resolver(reader, placeholders);
  const paths = raw.map((path) => resolver.path(path));
  refuseOverlap(reader, paths);
  return paths;
}

function open(label: string, text: unknown): TokenReader | undefined {
  if (text === undefined || text === null) return undefined;
  if (typeof text !== "string") throw malformed("Unexpected field type");
  const size = utf8Length(text);
  // Tokens are cut only where the size is within the limit: that bounds all work on expressions.
  const reader = new TokenReader(label, size > MAX_EXPRESSION_BYTES ? "" : text);
  if (text === "") throw reader.error("The expression can not be empty;");
  if (size > MAX_EXPRESSION_BYTES) {
    throw reader.error(
      `Expression size has exceeded the maximum allowed size; expression size: ${size}`,
    );
  }
  return reader;
}
