import { ServiceError } from "../../errors/transport-errors.js";
import type { AttributeValue } from "../attribute-value.js";
import { utf8Length } from "../bytes.js";
import { invalid, malformed } from "../exception.js";
import { isRecord, own } from "../record.js";
import { readValue } from "../validate/attribute-value.js";
import type { Layer } from "../validate/layer.js";

const ALIAS = /^#[A-Za-z0-9_]+$/;
const VALUE_NAME = /^:[A-Za-z0-9_]+$/;

const MAX_NAME_BYTES = 65_535;

/** The names (#n) and values (:v) that a request gives to its expressions, and which were used. */
export class Placeholders {
  readonly #unusedNames: Set<string>;
  readonly #unusedValues: Set<string>;

  constructor(
    readonly names: Readonly<Record<string, string>>,
    readonly values: ReadonlyMap<string, AttributeValue>,
  ) {
    this.#unusedNames = new Set(Object.keys(names));
    this.#unusedValues = new Set(values.keys());
  }

  /**
   * Reads ExpressionAttributeNames and ExpressionAttributeValues.
   * @throws ServiceError ValidationException where they are malformed
   */
  static read(names: unknown, values: unknown, layer: Layer): Placeholders {
    if ((names ?? values ?? undefined) === undefined) return NO_PLACEHOLDERS;
    return new Placeholders(readNames(names), readValues(values, layer));
  }

  /** The attribute name of an alias, which counts as used from now on. */
  name(alias: string): string | undefined {
    this.#unusedNames.delete(alias);
    return own(this.names, alias);
  }

  value(name: string): AttributeValue | undefined {
    this.#unusedValues.delete(name);
    return this.values.get(name);
  }

  /** Refuses what no expression used; called when all expressions are read. */
  expectUsed(): void {
    for (const [kind, unused] of [
      ["Names", this.#unusedNames],
      ["Values", this.#unusedValues],
    ] as const) {
      if (unused.size > 0) {
        throw invalid(
          `Value provided in ExpressionAttribute${kind} unused in expressions: keys: {${[...unused].join(", ")}}`,
        );
      }
    }
  }
}

const NO_PLACEHOLDERS = new Placeholders({}, new Map());

function readNames(raw: unknown): Readonly<Record<string, string>> {
  if (raw === undefined || raw === null) return {};
  if (!isRecord(raw)) throw malformed("Unexpected field type");
  const entries = Object.entries(raw);
  if (entries.length === 0) throw invalid("ExpressionAttributeNames must not be empty");
  for (const [alias, name] of entries) {
    if (!ALIAS.test(alias)) {
      throw invalid(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${alias}"`);
    }
    if (typeof name !== "string") throw malformed("Unexpected field type");
    const problem =
      name === ""
        ? "Empty attribute name"
        : utf8Length(name) > MAX_NAME_BYTES
          ? "Attribute name is too large, must be less than 65536 bytes"
          : undefined;
    if (problem !== undefined) {
      throw invalid(`ExpressionAttributeNames contains invalid value: ${problem} for key ${alias}`);
    }
  }
  return Object.fromEntries(entries) as Record<string, string>; // each was checked above
}

function readValues(raw: unknown, layer: Layer): ReadonlyMap<string, AttributeValue> {
  const values = new Map<string, AttributeValue>();
  if (raw === undefined || raw === null) return values;
  if (!isRecord(raw)) throw malformed("Unexpected field type");
  const entries = Object.entries(raw);
  if (entries.length === 0) throw invalid("ExpressionAttributeValues must not be empty");
  for (const [name, value] of entries) {
    if (!VALUE_NAME.test(name)) {
      throw invalid(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${name}"`);
    }
    values.set(name, layer.older ? readOlderValue(name, value, layer) : readValue(value, layer));
  }
  return values;
}

/** The older layer says which of the values is wrong. */
function readOlderValue(name: string, raw: unknown, layer: Layer): AttributeValue {
  try {
    return readValue(raw, layer);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.service !== "ValidationException") throw error;
    if (error.serviceMessage.startsWith("Nesting Levels")) throw error;
    throw invalid(
      `ExpressionAttributeValues contains invalid value: ${error.serviceMessage} for key ${name}`,
    );
  }
}
