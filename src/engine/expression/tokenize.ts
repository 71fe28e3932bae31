import { invalid } from "../exception.js";

export type TokenKind = "name" | "alias" | "value" | "index" | "keyword" | "symbol" | "end";

export interface Token {
  readonly kind: TokenKind;
  /** As written; keywords too. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The words of the grammars themselves: in any case, and never an attribute name. */
const KEYWORDS = new Set(["AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE"]);

const isSpace = (unit: number): boolean => unit === 32 || unit === 9 || unit === 10 || unit === 13;
const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57;
const isLetter = (unit: number): boolean =>
  (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122);
const isWord = (unit: number): boolean => isLetter(unit) || isDigit(unit) || unit === 95;

/** Cuts an expression into tokens; the last one is of kind "end". Never fails: odd characters are symbols. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (isSpace(unit)) {
      at++;
      continue;
    }
    const [kind, end] = scan(text, at, unit);
    const word = text.slice(at, end);
    tokens.push({
      kind: kind === "name" && KEYWORDS.has(word.toUpperCase()) ? "keyword" : kind,
      text: word,
      start: at,
      end,
    });
    at = end;
  }
  tokens.push({ kind: "end", text: "<EOF>", start: text.length, end: text.length });
  return tokens;
}

function scan(text: string, start: number, unit: number): [TokenKind, number] {
  let end = start + 1;
  if (isLetter(unit) || unit === 35 || unit === 58) {
    while (end < text.length && isWord(text.charCodeAt(end))) end++;
    if (isLetter(unit)) return ["name", end];
    if (end === start + 1) return ["symbol", end];
    return [unit === 35 ? "alias" : "value", end];
  }
  if (isDigit(unit)) {
    // A list index has no leading zero: "00" is two tokens.
    while (unit !== 48 && end < text.length && isDigit(text.charCodeAt(end))) end++;
    return ["index", end];
  }
  const pair = text.slice(start, start + 2);
  return ["symbol", pair === "<>" || pair === "<=" || pair === ">=" ? end + 1 : end];
}

/** Reads the tokens of one expression and reports syntax errors in DynamoDB's words. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(
    /** The parameter that holds the expression, such as "ConditionExpression". */
    readonly label: string,
    readonly text: string,
  ) {
    this.#tokens = tokenize(text);
  }

  /** How many tokens were taken. */
  get position(): number {
    return this.#at;
  }

  get token(): Token {
    return this.#peek(0);
  }

  #peek(offset: number): Token {
    return this.#tokens[this.#at + offset] as Token; // never moves past the "end" token
  }

  is(text: string): boolean {
    const { kind } = this.token;
    return this.token.text === text && kind === "symbol";
  }

  isKeyword(word: string): boolean {
    return this.token.kind === "keyword" && this.token.text.toUpperCase() === word;
  }

  /** Whether the token after the current one is this symbol. */
  isFollowedBy(symbol: string): boolean {
    return this.token.kind !== "end" && this.#peek(1).text === symbol;
  }

  take(): Token {
    const token = this.token;
    if (token.kind !== "end") this.#at++;
    return token;
  }

  /** Takes the symbol where it comes next. */
  accept(symbol: string): boolean {
    if (!this.is(symbol)) return false;
    this.#at++;
    return true;
  }

  acceptKeyword(word: string): boolean {
    if (!this.isKeyword(word)) return false;
    this.#at++;
    return true;
  }

  expect(symbol: string): void {
    if (!this.accept(symbol)) throw this.unexpected();
  }

  expectEnd(): void {
    if (this.token.kind !== "end") throw this.unexpected();
  }

  /** The error of a token that the grammar does not allow at this place. */
  unexpected(): Error {
    const before = this.#tokens[this.#at - 1];
    const after = this.token.kind === "end" ? undefined : this.#peek(1);
    const start = before?.start ?? (this.token.kind === "end" ? 0 : this.token.start);
    const { end } = after ?? this.token;
    const near = this.text.slice(start, end);
    return this.error(`Syntax error; token: "${this.token.text}", near: "${near}"`);
  }

  error(message: string): Error {
    return invalid(`Invalid ${this.label}: ${message}`);
  }
}
