import { ArgumentError } from "../errors/errors.js";
import { formatPath, HIDDEN_KEY } from "../model/attribute-path.js";
import type { AttributeValue } from "./attribute-value.js";
import { conditionText } from "./condition.js";
import type { AttributeCodec, EntityCodec } from "./entity-codec.js";
import { type Place, parsePath } from "./place.js";

/** DynamoDB's limit on the bytes of an expression ("Expression parameters" in its quotas). */
const MAX_EXPRESSION_BYTES = 4_096;
/** DynamoDB's limit on operators and functions, in the same table. */
const MAX_OPERATORS = 300;

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

  /**
   * The place of an attribute, or of what a path such as `address.lines[2]` leads to.
   * @throws ArgumentError where the schema has nothing there
   */
  place(path: string): Place {
    const segments = this.#segments(path);
    const [first, ...rest] = segments;
    const codec = typeof first === "string" ? this.#codec.attribute(first) : undefined;
    if (codec === undefined) {
      throw new ArgumentError(`${formatPath([path])} is not an attribute of the schema.`);
    }
    const place = new BuiltPlace(
      this,
      codec,
      formatPath(segments.slice(0, 1)),
      undefined,
      String(first),
    );
    return rest.reduce<Place>((outer, segment) => this.inside(outer, segment), place);
  }

  /** The place of a property or element. @throws ArgumentError where the schema has none there */
  inside(parent: Place, key: string | number): Place {
    const codec = insideOf(parent.codec, key);
    const label = formatPath([codec?.isEntry ? HIDDEN_KEY : key], parent.label);
    if (codec === undefined) throw new ArgumentError(`${label} is not an attribute of the schema.`);
    return new BuiltPlace(this, codec, label, parent, key);
  }

  /** The placeholder of a value that a place can have. @throws ArgumentError, EncodeError */
  valueAt({ codec, label }: Pick<Place, "codec" | "label">, value: unknown): string {
    const encoded = codec.encode(value, label);
    if (encoded !== undefined) return this.value(encoded);
    throw new ArgumentError(
      `${label}: null, undefined and empty sets are not stored; use missing() or remove().`,
    );
  }

  /** The placeholder of a value of one of the schema's attributes. */
  attributeValue(attribute: string, value: unknown): string {
    return this.valueAt(this.place(attribute), value);
  }

  /** A condition as an expression; `undefined` when it asks for nothing. @throws ArgumentError */
  condition(condition: unknown): string | undefined {
    return condition === undefined ? undefined : conditionText(this, condition);
  }

  /** What a request needs beside its expressions. */
  placeholders(): Record<string, unknown> {
    const names = Object.fromEntries([...this.#names].map(([name, key]) => [key, name]));
    return {
      ...(this.#names.size > 0 ? { ExpressionAttributeNames: names } : {}),
      ...(this.#valueCount > 0 ? { ExpressionAttributeValues: this.#values } : {}),
    };
  }

  /** An attribute of the very name comes before a path; where any name is one, a path does. */
  #segments(path: string): readonly (string | number)[] {
    const isPlain = !path.includes(".") && !path.includes("[");
    if (isPlain || this.#codec.names?.has(path)) return [path];
    return parsePath(path) ?? [path];
  }
}

/** A class, because each object literal with a getter would be a hidden class of its own. */
class BuiltPlace implements Place {
  readonly #builder: ExpressionBuilder;

  constructor(
    builder: ExpressionBuilder,
    readonly codec: AttributeCodec,
    readonly label: string,
    readonly parent: Place | undefined,
    readonly key: string | number,
  ) {
    this.#builder = builder;
  }

  get id(): string {
    return `${this.parent?.id ?? ""}${JSON.stringify(this.key)},`;
  }

  // DynamoDB refuses names that are in no expression: only a place that is used has one.
  get text(): string {
    const { key, parent } = this;
    if (typeof key === "number") return `${parent?.text}[${key}]`;
    const name = this.#builder.name(key);
    return parent === undefined ? name : `${parent.text}.${name}`;
  }
}

/** What DynamoDB counts as an operator; the AND of a BETWEEN stands for it. */
const OPERATORS = {
  condition: /<>|[<>]=?|=|\b(?:AND|OR|NOT|IN)\b|[a-z]\(/g,
  // There, what follows SET is no operator, only its functions are.
  update: /[a-z]\(/g,
} as const;

/** @throws ArgumentError when DynamoDB would refuse an expression for its length or its operators. */
export function checkExpression(
  expression: string,
  kind: keyof typeof OPERATORS = "condition",
): string {
  // Placeholders and keywords: a character is a byte.
  if (expression.length > MAX_EXPRESSION_BYTES) {
    throw new ArgumentError(
      `An expression of ${expression.length} bytes is over DynamoDB's limit of ` +
        `${MAX_EXPRESSION_BYTES}: ask for less at once, such as fewer values in oneOf().`,
    );
  }
  const operators = expression.match(OPERATORS[kind])?.length ?? 0;
  if (operators <= MAX_OPERATORS) return expression;
  throw new ArgumentError(
    `An expression of ${operators} operators is over DynamoDB's limit of ${MAX_OPERATORS}: ask ` +
      "for less at once, such as one oneOf() in the place of many eq().",
  );
}

/** The codec of a property or element; `undefined` where the schema has none there. */
export function insideOf(codec: AttributeCodec, key: string | number): AttributeCodec | undefined {
  if (typeof key === "string") return codec.property(key);
  return codec.isList ? codec.element() : undefined;
}
