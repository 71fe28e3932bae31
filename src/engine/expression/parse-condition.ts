import type { Comparator, Condition, Operand, RawCondition, RawLeaf } from "./ast.js";
import { OperandParser } from "./parse-operand.js";
import type { TokenReader } from "./tokenize.js";

const COMPARATORS: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">="]);

/** Parses a condition, filter or key condition: "Comparison operator and function reference". */
export function parseCondition(reader: TokenReader): RawCondition {
  return new ConditionParser(reader).whole();
}

type Node = RawCondition | Operand<RawLeaf>;

class ConditionParser extends OperandParser {
  /** Where the content of the innermost open parentheses starts: there an operand may stand alone. */
  #contentStart = -1;

  whole(): RawCondition {
    const condition = this.#or();
    this.reader.expectEnd();
    if (isBareOperand(condition)) throw this.reader.unexpected();
    return condition;
  }

  #or(): Node {
    return this.#chain("OR", () => this.#and());
  }

  #and(): Node {
    return this.#chain("AND", () => this.#not());
  }

  #chain(operator: "OR" | "AND", next: () => Node): Node {
    const first = next();
    if (!this.reader.isKeyword(operator)) return first;
    const conditions = [asCondition(first, this.reader)];
    while (this.reader.acceptKeyword(operator)) conditions.push(asCondition(next(), this.reader));
    return { type: "logical", operator, conditions };
  }

  #not(): Node {
    let negations = 0;
    while (this.reader.acceptKeyword("NOT")) negations++;
    let node = this.#primary();
    for (; negations > 0; negations--) {
      node = { type: "logical", operator: "NOT", conditions: [asCondition(node, this.reader)] };
    }
    return node;
  }

  /** A condition, or an operand that is the whole content of parentheses. */
  #primary(): Node {
    const start = this.reader.position;
    const left = this.#left();
    if (!isOperand(left)) return left;
    const comparison = this.#comparison(left);
    if (comparison !== undefined) return comparison;
    const standsAlone = start === this.#contentStart && this.reader.is(")");
    if (left.type !== "call" && !standsAlone) throw this.reader.unexpected();
    return left;
  }

  /** Doubled parentheses around a path or value are refused only where a comparison follows. */
  #left(): Node {
    if (!this.reader.is("(")) return this.firstOperand();
    const left = this.enclosed(() => this.#content());
    if (!isBareOperand(left) || this.#isComparison()) this.refuseRedundant();
    return left;
  }

  #isComparison(): boolean {
    const { kind, text } = this.reader.token;
    if (kind === "symbol") return COMPARATORS.has(text);
    return this.reader.isKeyword("BETWEEN") || this.reader.isKeyword("IN");
  }

  #content(): Node {
    const outer = this.#contentStart;
    this.#contentStart = this.reader.position;
    const node = this.#or();
    this.#contentStart = outer;
    return node;
  }

  #comparison(left: Operand<RawLeaf>): Condition<RawLeaf> | undefined {
    if (this.reader.token.kind === "symbol" && COMPARATORS.has(this.reader.token.text)) {
      const operator = this.reader.take().text as Comparator; // a member of COMPARATORS
      return { type: "comparison", operator, operands: [left, this.operand()] };
    }
    if (this.reader.acceptKeyword("BETWEEN")) {
      const lower = this.operand();
      if (!this.reader.acceptKeyword("AND")) throw this.reader.unexpected();
      return { type: "comparison", operator: "BETWEEN", operands: [left, lower, this.operand()] };
    }
    if (this.reader.acceptKeyword("IN")) {
      this.reader.expect("(");
      const operands = [left, this.operand()];
      while (this.reader.accept(",")) operands.push(this.operand());
      this.reader.expect(")");
      return { type: "comparison", operator: "IN", operands };
    }
    return undefined;
  }
}

function isOperand(node: Node): node is Operand<RawLeaf> {
  return node.type === "path" || node.type === "value" || node.type === "call";
}

function isBareOperand(node: Node): node is RawLeaf {
  return node.type === "path" || node.type === "value";
}

function asCondition(node: Node, reader: TokenReader): RawCondition {
  if (isBareOperand(node)) throw reader.unexpected();
  return node;
}
