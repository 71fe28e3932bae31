import type {
  Operand,
  Path,
  PathOperand,
  RawAction,
  RawCondition,
  RawLeaf,
  RawPart,
  RawPath,
  RawValue,
  ResolvedAction,
  ResolvedCondition,
  ResolvedLeaf,
  SetValue,
  ValueOperand,
} from "./ast.js";
import { checkCall, checkComparison, checkSum, checkUpdateOperand } from "./check-operands.js";
import type { Placeholders } from "./placeholders.js";
import type { TokenReader } from "./tokenize.js";

/** Limits of an expression: "Expression parameters" in "Service, account, and table quotas". */
const MAX_OPERATORS = 300;
const MAX_PATH_DEPTH = 32;
const MAX_LIST_INDEX = 2 ** 31 - 1;

/** Puts names and values into a parsed expression and checks each operator's operands. */
export class Resolver {
  #operators = 0;

  constructor(
    readonly reader: TokenReader,
    readonly placeholders: Placeholders,
  ) {}

  condition(condition: RawCondition): ResolvedCondition {
    const resolved = this.#condition(condition);
    this.#expectFewOperators();
    return resolved;
  }

  #condition(condition: RawCondition): ResolvedCondition {
    switch (condition.type) {
      case "logical": {
        const { operator } = condition;
        this.#operators += operator === "NOT" ? 1 : condition.conditions.length - 1;
        const conditions = condition.conditions.map((member) => this.#condition(member));
        return { type: "logical", operator, conditions };
      }
      case "comparison": {
        this.#operators++;
        const operands = condition.operands.map((operand) => this.#operand(operand));
        checkComparison(this.reader, condition.operator, operands);
        return { type: "comparison", operator: condition.operator, operands };
      }
      default:
        return this.#call(condition.name, condition.operands);
    }
  }

  #operand(operand: Operand<RawLeaf>): Operand<ResolvedLeaf> {
    switch (operand.type) {
      case "path":
        return this.pathOperand(operand);
      case "value":
        return this.#value(operand);
      default:
        return this.#call(operand.name, operand.operands);
    }
  }

  #call(
    name: string,
    raw: readonly Operand<RawLeaf>[],
  ): Extract<Operand<ResolvedLeaf>, { type: "call" }> {
    this.#operators++;
    const operands = raw.map((operand) => this.#operand(operand));
    checkCall(this.reader, name, operands);
    return { type: "call", name, operands };
  }

  actions(actions: readonly RawAction[]): readonly ResolvedAction[] {
    const resolved = actions.map((action) => this.#action(action));
    this.#expectFewOperators();
    return resolved;
  }

  #action(action: RawAction): ResolvedAction {
    const path = this.path(action.path);
    switch (action.type) {
      case "SET":
        return { type: "SET", path, value: this.#setValue(action.value) };
      case "REMOVE":
        return { type: "REMOVE", path };
      default: {
        const { value } = this.#value(action.value);
        checkUpdateOperand(this.reader, action.type, value);
        return { type: action.type, path, value };
      }
    }
  }

  #setValue(value: SetValue<RawLeaf>): SetValue<ResolvedLeaf> {
    if (value.type !== "arithmetic") return this.#operand(value);
    this.#operators++;
    const [left, right] = value.operands;
    const operands = [this.#operand(left), this.#operand(right)] as const;
    checkSum(this.reader, value.operator, operands);
    return { type: "arithmetic", operator: value.operator, operands };
  }

  pathOperand(path: RawPath): PathOperand {
    return { type: "path", path: this.path(path) };
  }

  path(path: RawPath): Path {
    if (path.parts.length > MAX_PATH_DEPTH) {
      throw this.reader.error(
        `The document path has too many nesting levels; nesting levels: ${path.parts.length}`,
      );
    }
    return path.parts.map((part) => this.#part(part));
  }

  #part(part: RawPart): string | number {
    if (part.type === "name") return part.text;
    if (part.type === "alias") {
      const name = this.placeholders.name(part.text);
      if (name !== undefined) return name;
      throw this.reader.error(
        `An expression attribute name used in the document path is not defined; attribute name: ${part.text}`,
      );
    }
    const index = Number(part.text);
    if (index <= MAX_LIST_INDEX) return index;
    throw this.reader.error(`List index is not within the allowable range; index: [${part.text}]`);
  }

  #value({ name }: RawValue): ValueOperand {
    const value = this.placeholders.value(name);
    if (value !== undefined) return { type: "value", value };
    throw this.reader.error(
      `An expression attribute value used in expression is not defined; attribute value: ${name}`,
    );
  }

  #expectFewOperators(): void {
    if (this.#operators <= MAX_OPERATORS) return;
    throw this.reader.error(
      `The expression contains too many operators; operator count: ${MAX_OPERATORS + 1}`,
    );
  }
}
