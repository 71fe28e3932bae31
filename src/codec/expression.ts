import { ArgumentError } from "../errors/errors.js";
import { isOperator, OPERATOR, type Operator } from "../model/operator.js";
import type { AttributeValue } from "./attribute-value.js";
import type { EntityCodec } from "./entity-codec.js";

/** DynamoDB's limit on the operands of IN ("Expression operators" in its quotas). */
const MAX_IN_OPERANDS = 100;

const COMPARATORS: Readonly<Record<string, string>> = {
  eq: "=",
  ne: "<>",
  lt: "<",
  lte: "<=",
  gt: ">",
  gte: ">=",
};

/**
 * Collects an expression's names and values. Every name and value is a placeholder, so that no
 * text from outside is ever part of an expression.
 */
export class ExpressionBuilder {
  readonly #codec: EntityCodec;
  readonly #names = new Map<string, string>();
  readonly #values: Record<string, AttributeValue> = {};
  #valueCount = 0;

  constructor(codec: EntityCodec) {
    this.#codec = codec;
  }

  /** The placeholder of an attribute's stored name. */
  name(attribute: string): string {
    let placeholder = this.#names.get(attribute);
    if (placeholder === undefined) {
      placeholder = `#n${this.#names.size}`;
      this.#names.set(attribute, placeholder);
    }
    return placeholder;
  }

  /** The placeholder of a stored value. */
  value(value: AttributeValue): string {
    const placeholder = `:v${this.#valueCount}`;
    this.#valueCount += 1;
    this.#values[placeholder] = value;
    return placeholder;
  }

  /** The placeholder of a value of one of the schema's attributes. */
  attributeValue(attribute: string, value: unknown): string {
    const encoded = this.#codec.attribute(attribute)?.encode(value, attribute);
    if (encoded === undefined) {
      throw new ArgumentError(
        `${attribute}: null, undefined and empty sets are not stored; use missing() or remove().`,
      );
    }
    return this.value(encoded);
  }

  /** A condition as an expression; `undefined` when it asks for nothing. */
  condition(condition: unknown): string | undefined {
    if (condition === undefined) return undefined;
    if (typeof condition !== "object" || condition === null) {
      throw new ArgumentError("A condition is an object of attributes, or and(), or(), not().");
    }
    if (isOperator(condition)) return this.#combine(condition);
    const terms = Object.entries(condition).map(([attribute, operand]) =>
      this.#comparison(attribute, operand),
    );
    return joined(terms, "AND");
  }

  /** What a request needs beside its expressions. */
  placeholders(): Record<string, unknown> {
    const names = Object.fromEntries([...this.#names].map(([name, key]) => [key, name]));
    return {
      ...(this.#names.size > 0 ? { ExpressionAttributeNames: names } : {}),
      ...(this.#valueCount > 0 ? { ExpressionAttributeValues: this.#values } : {}),
    };
  }

  #combine(condition: Operator<string, unknown>): string | undefined {
    const name = condition[OPERATOR];
    if (name !== "and" && name !== "or" && name !== "not") {
      throw new ArgumentError(`${name}() is for an attribute; write { attribute: ${name}(...) }.`);
    }
    const all = condition.operands.map((operand) => this.condition(operand));
    const terms = all.filter((term) => term !== undefined);
    if (name === "and") return joined(terms, "AND");
    // What asks for nothing always holds: left out here, it would turn the meaning round.
    if (terms.length === 0 || terms.length < all.length) {
      throw new ArgumentError(`${name}() needs conditions that ask for something.`);
    }
    return name === "or" ? joined(terms, "OR") : `NOT (${terms[0]})`;
  }

  #comparison(attribute: string, operand: unknown): string {
    if (this.#codec.attribute(attribute) === undefined) {
      throw new ArgumentError(`${attribute} is not an attribute of the schema.`);
    }
    const name = this.name(attribute);
    if (operand === undefined) {
      throw new ArgumentError(
        `${attribute}: undefined is no value; use missing() for "not stored".`,
      );
    }
    if (!isOperator(operand)) return `${name} = ${this.attributeValue(attribute, operand)}`;
    const values = (): string[] =>
      operand.operands.map((value) => this.attributeValue(attribute, value));
    const kind = operand[OPERATOR];
    const comparator = Object.hasOwn(COMPARATORS, kind) ? COMPARATORS[kind] : undefined;
    if (comparator !== undefined) return `${name} ${comparator} ${values()[0]}`;
    switch (kind) {
      case "between":
        return `${name} BETWEEN ${values().join(" AND ")}`;
      case "beginsWith":
        return `begins_with(${name}, ${this.#prefix(attribute, operand.operands[0])})`;
      case "oneOf":
        if (operand.operands.length === 0 || operand.operands.length > MAX_IN_OPERANDS) {
          throw new ArgumentError(`${attribute}: oneOf() takes 1 to ${MAX_IN_OPERANDS} values.`);
        }
        return `${name} IN (${values().join(", ")})`;
      case "exists":
        return `attribute_exists(${name})`;
      case "missing":
        return `attribute_not_exists(${name})`;
      default:
        throw new ArgumentError(`${attribute}: ${kind}() is not a comparison.`);
    }
  }

  #prefix(attribute: string, prefix: unknown): string {
    if (typeof prefix !== "string")
      throw new ArgumentError(`${attribute}: beginsWith() takes text.`);
    return this.value({ S: prefix });
  }
}

function joined(terms: readonly string[], word: "AND" | "OR"): string | undefined {
  if (terms.length <= 1) return terms[0];
  return terms.map((term) => `(${term})`).join(` ${word} `);
}
