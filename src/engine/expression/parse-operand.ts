import type { Call, Operand, RawLeaf, RawPart, RawPath, RawValue } from "./ast.js";
import type { TokenReader } from "./tokenize.js";

/**
 * Parentheses nest no deeper than this, and calls neither behind a comma, so that the parser's stack
 * is bounded. Without redundant parentheses, an expression of 300 operators, DynamoDB's limit,
 * cannot nest deeper.
 */
const MAX_NESTING = 320;

/** What the grammars share: paths, values, function calls and parentheses. */
export class OperandParser {
  /** Whether parentheses directly enclosed parentheses somewhere. */
  #redundant = false;
  /** Whether a call is being read that begins a condition or value. */
  #inFirstCall = false;
  #nesting = 0;
  #lastEnclosed: unknown;

  constructor(readonly reader: TokenReader) {}

  /** path, value, call, or one of them in parentheses */
  operand(): Operand<RawLeaf> {
    if (!this.reader.is("(")) return this.plainOperand();
    const operand = this.enclosed(() => this.operand());
    this.refuseRedundant();
    return operand;
  }

  plainOperand(): Operand<RawLeaf> {
    const { kind } = this.reader.token;
    if (kind === "value") return this.value();
    if (this.#isCall()) return this.#call();
    return this.path();
  }

  /** "(" content ")"; see `refuseRedundant`. */
  enclosed<Node>(content: () => Node): Node {
    this.#enter();
    this.reader.expect("(");
    const node = content();
    if (node === this.#lastEnclosed) this.#redundant = true;
    this.reader.expect(")");
    this.#lastEnclosed = node;
    this.#nesting--;
    return node;
  }

  /**
   * Refuses doubled parentheses as soon as they are closed: what follows is not read any more. But a
   * call that begins a condition or value is read to its end first.
   */
  refuseRedundant(): void {
    if (!this.#redundant || this.#inFirstCall) return;
    throw this.reader.error("The expression has redundant parentheses;");
  }

  /** The operand that begins a condition or value, where that is not in parentheses. */
  firstOperand(): Operand<RawLeaf> {
    this.#inFirstCall = this.#isCall();
    const operand = this.plainOperand();
    this.#inFirstCall = false;
    if (operand.type === "call") this.refuseRedundant();
    return operand;
  }

  value(): RawValue {
    if (this.reader.token.kind !== "value") throw this.reader.unexpected();
    return { type: "value", name: this.reader.take().text };
  }

  path(): RawPath {
    const parts: RawPart[] = [this.#name()];
    for (;;) {
      if (this.reader.accept(".")) parts.push(this.#member());
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

  /** As in DynamoDB, the grammar lets a value stand here, which is then no name that is defined. */
  #member(): RawPart {
    const { kind } = this.reader.token;
    return kind === "value" ? { type: "alias", text: this.reader.take().text } : this.#name();
  }

  #isCall(): boolean {
    return this.reader.token.kind === "name" && this.reader.isFollowedBy("(");
  }

  /** Calls that are each other's first operands, `f(f(f(a)))`, are read in a loop: there may be 1,365. */
  #call(): Call<RawLeaf> {
    this.#enter();
    const names: string[] = [];
    while (this.#isCall()) {
      names.push(this.reader.take().text);
      this.reader.expect("(");
    }
    let first = this.operand();
    for (const name of names.reverse()) {
      const operands = [first];
      while (this.reader.accept(",")) operands.push(this.operand());
      this.reader.expect(")");
      first = { type: "call", name, operands };
    }
    this.#nesting--;
    return first as Call<RawLeaf>; // there was at least one name
  }

  #enter(): void {
    if (++this.#nesting > MAX_NESTING) {
      throw this.reader.error("The expression has redundant parentheses;");
    }
  }
}
