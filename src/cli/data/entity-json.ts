import type { Item } from "../../codec/attribute-value.js";
import { ArgumentError } from "../../errors/errors.js";
import { MonotableError } from "../../errors/monotable-error.js";
import type { Config } from "../config.js";
import type { AnyEntity, NamedModel } from "./models.js";
import { mapped, plainJson, storedValue } from "./plain-json.js";

const STAMPS: ReadonlySet<string> = new Set(["createdAt", "updatedAt"]);

/** An entity as a line of JSON: its attributes, when it was stored, and its version. */
export function entityLine(entity: AnyEntity, { table: { ttl } }: NamedModel): string {
  const item = entity.toItem();
  const values = Object.entries(entity.toJSON()).map(([name, value]) => {
    const stored = STAMPS.has(name) ? undefined : item[name];
    // Times are all told alike, whatever they are stored as.
    if (stored === undefined || (name === ttl && value instanceof Date)) return [name, told(value)];
    return [name, plainJson(stored)];
  });
  return JSON.stringify(Object.fromEntries(values));
}

/** What is stored by being left out, or beside the attributes. */
function told(value: unknown): unknown {
  return value instanceof Set ? [] : value;
}

/**
 * The entity that a line of JSON says, as its schema has it.
 * @throws ArgumentError, DecodeError, ValidationError
 */
export function entityOf(
  line: string,
  config: Config,
  { model, description, table }: NamedModel,
): AnyEntity {
  const { createdAt, updatedAt: _, ...json } = objectOf(line);
  if (description.versioned) delete json.version;
  const known = description.attributes?.map(({ name }) => name);
  const unknown = Object.keys(json).find((name) => known?.includes(name) === false);
  if (unknown !== undefined) {
    throw new ArgumentError(`${description.name} has no attribute ${JSON.stringify(unknown)}.`);
  }
  const given = Object.entries(json).filter(([, value]) => value !== null);
  const item: Item = {
    ...mapped(Object.fromEntries(given), storedValue),
    [table.attributes.type]: { S: description.name },
    [table.attributes.schema]: { N: String(description.schema) },
  };
  const read = config.table.parse<object>(item, [model as never]); // one of the configuration's
  const entity = validated(model, { ...read }, json);
  if (typeof createdAt === "string") entity.createdAt = new Date(createdAt);
  return entity;
}

/**
 * An entity of attributes as they are read. Those that a schema transforms it takes as they are
 * stored: what it refuses is given to it again as it is in JSON.
 */
function validated(
  model: NamedModel["model"],
  read: Readonly<Record<string, unknown>>,
  json: Readonly<Record<string, unknown>>,
): AnyEntity {
  try {
    return new model(read);
  } catch (error) {
    const refused = refusedAttributes(error);
    if (refused.length === 0) throw error;
    try {
      return new model({
        ...read,
        ...Object.fromEntries(refused.map((name) => [name, json[name]])),
      });
    } catch {
      throw error;
    }
  }
}

/** The attributes that a ValidationError, of any copy of the library, is about. */
function refusedAttributes(error: unknown): readonly string[] {
  if (!MonotableError.is(error) || error.code !== "VALIDATION") return [];
  const { issues } = error as unknown as { readonly issues: readonly { readonly path: string }[] };
  return issues.map(({ path }) => /^[^.[]*/.exec(path)?.[0] ?? "");
}

function objectOf(line: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    json = undefined; // the error of JSON.parse quotes the line
  }
  if (typeof json === "object" && json !== null && !Array.isArray(json)) {
    return json as Record<string, unknown>; // just seen
  }
  throw new ArgumentError("It is no JSON object.");
}
