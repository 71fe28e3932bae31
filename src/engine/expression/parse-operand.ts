import type { Call, Operand, RawLeaf, RawPart, RawPath, RawValue } from "./ast.js";
import type { TokenReader } from "./tokenize.js";

/**
 * Parentheses and calls nest no deeper than this, so that the parser's stack is bounded. Without
 * redundant parentheses, an expression of 300 operators, DynamoDB's limit, cannot nest deeper.
 */
const MAX_NESTING = 320;

/** What the grammars share: paths, values, function calls and parentheses. */
export class OperandParser {
  /** Whether parentheses directly enclosed parentheses somewhere. */
  redundantParentheses = false;
  #nesting = 0;
  #lastEnclosed: unknown;

  constructor(readonly reader: TokenReader) {}

  /** path, value, call, or one of them in parentheses */
  operand(): Operand<RawLeaf> {
    return this.reader.is("(") ? this.enclosed(() => this.operand()) : this.plainOperand();
  }

  plainOperand(): Operand<RawLeaf> {
    const { kind } = this.reader.token;
    if (kind === "value") return this.value();
    if (kind === "name" && this.reader.isFollowedBy("(")) return this.#call();
    return this.path();
  }

  /** "(" content ")" */
  enclosed<Node>(content: () => Node): Node {
    this.#enter();
    this.reader.expect("(");
    const node = content();
    if (node === this.#lastEnclosed) this.redundantParentheses = true;
    this.reader.expect(")");
    this.#lastEnclosed = node;
    this.#nesting--;
    return node;
  }

  value(): RawValue {
    if (this.reader.token.kind !== "value") throw this.reader.unexpected();
    return { type: "value", name: this.reader.take().text };
  }

  path(): RawPath {
    const parts: RawPart[] = [this.#name()];
    for (;;) {
      if (this.reader.accept(".")) parts.push(this.#name());
      else if (this.reader.accept("[")) {
        if (this.reader.token.kind !== "index") throw this.reader.unexpected();
        parts.push({ type: "index", text: this.reader.take().text });
        this.reader.expect("]");
      } else return { type: "path", parts };
    }
  }

  #name(): RawPart {
    const { kind } = this.reader.token;
    if (kind !== "name" && kind !== "alias") throw this.reader.unexpected();
    return { type: kind, text: this.reader.take().text };
  }

  #call(): Call<RawLeaf> {
    this.#enter();
    const name = this.reader.take().text;
    this.reader.expect("(");
    const operands = [this.operand()];
    while (this.reader.accept(",")) operands.push(this.operand());
    this.reader.expect(")");
    this.#nesting--;
    return { type: "call", name, operands };
  }

  #enter(): void {
    if (++this.#nesting > MAX_NESTING) {
      throw this.reader.error("The expression has redundant parentheses;");
    }
  }
}
