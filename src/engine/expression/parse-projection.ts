import type { RawPath } from "./ast.js";
import { OperandParser } from "./parse-operand.js";
import type { TokenReader } from "./tokenize.js";

/** Parses a projection expression: document paths with commas between. */
export function parseProjection(reader: TokenReader): readonly RawPath[] {
  const parser = new OperandParser(reader);
  const paths = [parser.path()];
  while (reader.accept(",")) paths.push(parser.path());
  reader.expectEnd();
  return paths;
}
