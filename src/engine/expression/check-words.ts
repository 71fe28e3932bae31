import type { Operand, RawAction, RawCondition, RawLeaf, RawPath, SetValue } from "./ast.js";
import { isReserved } from "./reserved-words.js";
import type { TokenReader } from "./tokenize.js";

type Place = "condition" | "operand" | "inside a call";

/** Where each function may stand; those of an update expression are refused in conditions and back. */
const CONDITION_FUNCTIONS: ReadonlyMap<string, readonly Place[]> = new Map<
  string,
  readonly Place[]
>([
  ["attribute_exists", ["condition"]],
  ["attribute_not_exists", ["condition"]],
  ["attribute_type", ["condition"]],
  ["begins_with", ["condition"]],
  ["contains", ["condition"]],
  ["size", ["operand", "inside a call"]],
]);

const UPDATE_FUNCTIONS: ReadonlyMap<string, readonly Place[]> = new Map<string, readonly Place[]>([
  ["if_not_exists", ["operand", "inside a call"]],
  ["list_append", ["operand"]],
]);

/** Refuses unknown or misplaced functions and reserved words, in the order in which they are written. */
export class WordChecker {
  readonly #allowed: ReadonlyMap<string, readonly Place[]>;
  readonly #otherwise: ReadonlyMap<string, readonly Place[]>;
  readonly #kind: string;

  constructor(
    readonly reader: TokenReader,
    kind: "a condition" | "an update",
  ) {
    const [condition, update] = [CONDITION_FUNCTIONS, UPDATE_FUNCTIONS];
    [this.#allowed, this.#otherwise] =
      kind === "a condition" ? [condition, update] : [update, condition];
    this.#kind = kind;
  }

  condition(condition: RawCondition): void {
    switch (condition.type) {
      case "logical":
        for (const member of condition.conditions) this.condition(member);
        break;
      case "comparison":
        for (const operand of condition.operands) this.operand(operand);
        break;
      default:
        this.operand(condition, "condition");
    }
  }

  actions(actions: readonly RawAction[]): void {
    for (const action of actions) {
      this.path(action.path);
      if (action.type === "SET") this.#setValue(action.value);
    }
  }

  #setValue(value: SetValue<RawLeaf>): void {
    if (value.type !== "arithmetic") this.operand(value);
    else for (const operand of value.operands) this.operand(operand);
  }

  operand(operand: Operand<RawLeaf>, place: Place = "operand"): void {
    if (operand.type === "path") this.path(operand);
    if (operand.type !== "call") return;
    const { name } = operand;
    const places = this.#allowed.get(name);
    if (places === undefined) {
      throw this.reader.error(
        this.#otherwise.has(name)
          ? `The function is not allowed in ${this.#kind} expression; function: ${name}`
          : `Invalid function name; function: ${name}`,
      );
    }
    if (!places.includes(place)) {
      throw this.reader.error(
        `The function is not allowed to be used this way in an expression; function: ${name}`,
      );
    }
    for (const member of operand.operands) this.operand(member, "inside a call");
  }

  path(path: RawPath): void {
    for (const part of path.parts) {
      if (part.type === "name" && isReserved(part.text)) {
        throw this.reader.error(
          `Attribute name is a reserved keyword; reserved keyword: ${part.text}`,
        );
      }
    }
  }
}
