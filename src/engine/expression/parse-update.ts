import type { RawAction, RawLeaf, SetValue } from "./ast.js";
import { OperandParser } from "./parse-operand.js";
import type { TokenReader } from "./tokenize.js";

type Section = RawAction["type"];

const SECTIONS: readonly Section[] = ["SET", "REMOVE", "ADD", "DELETE"];

export interface ParsedUpdate {
  readonly actions: readonly RawAction[];
  /** The first section that was given twice. */
  readonly repeatedSection: Section | undefined;
}

/** Parses an update expression: "Update expressions". */
export function parseUpdate(reader: TokenReader): ParsedUpdate {
  const parser = new UpdateParser(reader);
  const actions: RawAction[] = [];
  const seen = new Set<Section>();
  let repeatedSection: Section | undefined;
  do {
    const section = SECTIONS.find((name) => reader.acceptKeyword(name));
    if (section === undefined) throw reader.unexpected();
    if (seen.has(section)) repeatedSection ??= section;
    seen.add(section);
    do actions.push(parser.action(section));
    while (reader.accept(","));
  } while (reader.token.kind !== "end");
  return { actions, repeatedSection };
}

class UpdateParser extends OperandParser {
  action(type: Section): RawAction {
    const path = this.path();
    switch (type) {
      case "SET":
        this.reader.expect("=");
        return { type, path, value: this.#setValue() };
      case "REMOVE":
        return { type, path };
      default:
        return { type, path, value: this.value() };
    }
  }

  #setValue(): SetValue<RawLeaf> {
    const left = this.#leftValue();
    const operator = this.reader.is("+") ? "+" : this.reader.is("-") ? "-" : undefined;
    if (operator === undefined) return left;
    if (left.type === "arithmetic") throw this.reader.unexpected();
    this.reader.take();
    return { type: "arithmetic", operator, operands: [left, this.operand()] };
  }

  #leftValue(): SetValue<RawLeaf> {
    if (!this.reader.is("(")) return this.firstOperand();
    const value = this.enclosed(() => this.#setValue());
    this.refuseRedundant();
    return value;
  }
}
