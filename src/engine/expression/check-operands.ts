import { type AttributeValue, type Kind, kindOf } from "../attribute-value.js";
import { compareValues } from "../compare.js";
import type { Operand, Path, ResolvedLeaf } from "./ast.js";
import type { TokenReader } from "./tokenize.js";

type Resolved = Operand<ResolvedLeaf>;

const COUNTS: ReadonlyMap<string, number> = new Map([
  ["attribute_exists", 1],
  ["attribute_not_exists", 1],
  ["attribute_type", 2],
  ["begins_with", 2],
  ["contains", 2],
  ["size", 1],
  ["if_not_exists", 2],
  ["list_append", 2],
]);

const TYPE_NAMES: readonly Kind[] = ["N", "BS", "L", "B", "NULL", "M", "S", "SS", "NS", "BOOL"];

/** The service's list of the types that a document path may have, as it prints it. */
const ANY_TYPE =
  "{SS,BS,DECIMALSET,B,DOUBLESET,DICT,INT,DOUBLE,S,FS,FLOAT,NS,N,INTSET,M,HD,L,HDS,DECIMAL,NULL,BOOL}";

const ORDERED: readonly Kind[] = ["S", "N", "B"];
const SIZED: readonly Kind[] = ["S", "B", "SS", "NS", "BS", "L", "M"];

/** DynamoDB's long names of types, in messages on ADD and DELETE. */
const LONG_NAMES: Readonly<Record<Kind, string>> = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  BOOL: "BOOLEAN",
  NULL: "NULL",
  SS: "STRING_SET",
  NS: "NUMBER_SET",
  BS: "BINARY_SET",
  L: "LIST",
  M: "MAP",
};

/** Checks a comparison, BETWEEN or IN as far as it can be without an item. */
export function checkComparison(
  reader: TokenReader,
  operator: string,
  operands: readonly Resolved[],
): void {
  if (operator === "IN" && operands.length > 101) {
    throw reader.error(
      `The IN operator is provided with too many operands; number of operands: ${operands.length - 1}`,
    );
  }
  const ordered = operator !== "=" && operator !== "<>" && operator !== "IN";
  if (ordered) for (const operand of operands) expectKind(reader, operator, operand, ORDERED);
  expectDistinct(reader, operator, operands);
  const [, lower, upper] = operands;
  if (operator === "BETWEEN" && lower?.type === "value" && upper?.type === "value") {
    checkBounds(reader, lower.value, upper.value);
  }
}

function checkBounds(reader: TokenReader, lower: AttributeValue, upper: AttributeValue): void {
  const order = compareValues(lower, upper);
  if (order !== undefined && order <= 0) return;
  const rule =
    order === undefined
      ? "same data type for lower and upper bounds"
      : "upper bound to be greater than or equal to lower bound";
  throw reader.error(
    `The BETWEEN operator requires ${rule}; lower bound operand: AttributeValue: ${shown(lower)}, upper bound operand: AttributeValue: ${shown(upper)}`,
  );
}

function shown(value: AttributeValue): string {
  return `{${kindOf(value)}:${value.S ?? value.N ?? value.B}}`;
}

/** Checks a function call of a condition as far as it can be without an item. */
export function checkCall(reader: TokenReader, name: string, operands: readonly Resolved[]): void {
  const [first, second] = operands;
  if (first === undefined || operands.length !== COUNTS.get(name)) {
    throw reader.error(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  }
  if (name === "attribute_exists" || name === "attribute_not_exists" || name === "if_not_exists") {
    if (first.type !== "path") {
      throw reader.error(
        `Operator or function requires a document path; operator or function: ${name}`,
      );
    }
    return;
  }
  if (name !== "list_append") expectDistinct(reader, name, operands);
  if (name === "size") expectKind(reader, name, first, SIZED);
  if (name === "begins_with") {
    for (const operand of operands) expectKind(reader, name, operand, ["S", "B"]);
  }
  if (name === "list_append") {
    for (const operand of operands) expectKind(reader, name, operand, ["L"]);
  }
  if (name === "attribute_type" && second !== undefined) checkTypeName(reader, second);
}

function checkTypeName(reader: TokenReader, operand: Resolved): void {
  if (operand.type === "path") throw wrongKind(reader, "attribute_type", ANY_TYPE);
  expectKind(reader, "attribute_type", operand, ["S"]);
  const type = operand.type === "value" ? operand.value.S : undefined;
  if (TYPE_NAMES.some((name) => name === type)) return;
  throw reader.error(
    `Invalid attribute type name found; type: ${type}, valid types: {${TYPE_NAMES.join(",")}}`,
  );
}

/** Checks the operands of + and - in a SET. */
export function checkSum(
  reader: TokenReader,
  operator: string,
  operands: readonly Resolved[],
): void {
  for (const operand of operands) expectKind(reader, operator, operand, ["N"]);
}

/** Checks the value of an ADD or DELETE action. */
export function checkUpdateOperand(
  reader: TokenReader,
  action: "ADD" | "DELETE",
  value: AttributeValue,
): void {
  const kind = kindOf(value);
  if (kind === "SS" || kind === "NS" || kind === "BS") return;
  if (kind === "N" && action === "ADD") return;
  throw reader.error(
    `Incorrect operand type for operator or function; operator: ${action}, operand type: ${LONG_NAMES[kind]}, typeSet: ALLOWED_FOR_${action}_OPERAND`,
  );
}

/** Refuses an operand of which it is known already that it has none of these types. */
function expectKind(
  reader: TokenReader,
  operator: string,
  operand: Resolved,
  kinds: readonly Kind[],
): void {
  const kind = knownKind(operand);
  if (kind !== undefined && !kinds.includes(kind)) throw wrongKind(reader, operator, kind);
}

function knownKind(operand: Resolved): Kind | undefined {
  if (operand.type === "value") return kindOf(operand.value);
  if (operand.type === "path") return undefined;
  if (operand.name === "size") return "N";
  return operand.name === "list_append" ? "L" : undefined;
}

function wrongKind(reader: TokenReader, operator: string, kind: string): Error {
  return reader.error(
    `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${kind}`,
  );
}

/** Refuses a comparison of a document path with itself. */
function expectDistinct(
  reader: TokenReader,
  operator: string,
  operands: readonly Resolved[],
): void {
  const [first, ...rest] = operands;
  if (first?.type !== "path") return;
  const written = showPath(first.path);
  if (!rest.some((operand) => operand.type === "path" && showPath(operand.path) === written))
    return;
  throw reader.error(
    `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${written}`,
  );
}

/** A path as messages show it: "[map, member, [0]]". */
export function showPath(path: Path): string {
  return `[${path.map((part) => (typeof part === "number" ? `[${part}]` : part)).join(", ")}]`;
}
