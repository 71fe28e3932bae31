import type { EntityCodec } from "../codec/entity-codec.js";
import { DefinitionError } from "../errors/errors.js";
import type { ModelDefinition, UniqueDefinition } from "../model/definition.js";
import { collisionExample } from "../model/key-pattern.js";
import { parseKeyTemplate } from "../model/key-template.js";
import { encodeText } from "../model/key-text.js";

/** The constraints of a declaration's `unique`. @throws DefinitionError */
export function uniqueDefinitions(
  unique: unknown,
  model: string,
  names: readonly string[] | undefined,
): readonly UniqueDefinition[] {
  if (unique === undefined) return [];
  if (!Array.isArray(unique)) throw wrong(model);
  const definitions = unique.map((entry: unknown) => {
    const attributes: readonly unknown[] = Array.isArray(entry) ? entry : [entry];
    if (attributes.length === 0 || new Set(attributes).size < attributes.length) throw wrong(model);
    return uniqueDefinition(
      attributes.map((name) => checkName(name, model, names)),
      model,
    );
  });
  const prefixes = new Set(definitions.map(({ prefix }) => prefix));
  if (prefixes.size < definitions.length) throw wrong(model);
  return Object.freeze(definitions);
}

function uniqueDefinition(attributes: readonly string[], model: string): UniqueDefinition {
  const words = [model, ...attributes].map((word) => encodeText(word) ?? "%");
  const prefix = `UNIQUE#${words[0]}#${words.slice(1).join("$")}#`;
  const values = attributes.map((_, index) => `{v${index}}`).join("#");
  const key = Object.freeze({
    pk: parseKeyTemplate(`${prefix}${values}`, `${model}.unique`),
    sk: parseKeyTemplate("UNIQUE", `${model}.unique`, { sort: true }),
  });
  return Object.freeze({ attributes: Object.freeze([...attributes]), prefix, key });
}

function checkName(name: unknown, model: string, names: readonly string[] | undefined): string {
  if (typeof name !== "string" || name === "") throw wrong(model);
  if (names === undefined || names.includes(name)) return name;
  throw new DefinitionError(`${model}: unique: ${name} is not an attribute of the schema.`);
}

function wrong(model: string): DefinitionError {
  return new DefinitionError(
    `${model}: unique is an array of attributes, or of arrays of attributes that are unique ` +
      'together, each once: unique: ["email", ["tenantId", "name"]].',
  );
}

/** @throws DefinitionError for attributes whose values have parts: they are not compared. */
export function checkUniqueKinds({ name, unique }: ModelDefinition, codec: EntityCodec): void {
  for (const attribute of unique.flatMap(({ attributes }) => attributes)) {
    if (codec.names === undefined || codec.kind(attribute) !== undefined) continue;
    throw new DefinitionError(
      `${name}: unique: ${attribute} has to be text, a number, a date or a boolean.`,
    );
  }
}

/** Refuses models whose keys a marker could have. @throws DefinitionError */
export function checkMarkerKeys(models: readonly ModelDefinition[]): void {
  for (const { name, unique } of models) {
    for (const { attributes, key } of unique) {
      for (const other of models) {
        if (other.key === undefined) continue;
        const pk = collisionExample(key.pk, other.key.pk);
        if (pk === undefined || collisionExample(key.sk, other.key.sk) === undefined) continue;
        throw new DefinitionError(
          `${other.name}: its keys can be those of what keeps ${name}.${attributes.join("+")} ` +
            `unique, such as ${JSON.stringify(pk)}; begin its keys with other text than "UNIQUE".`,
        );
      }
    }
  }
}
