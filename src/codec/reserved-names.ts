import type { KeyNames, ModelDefinition } from "../model/definition.js";

/** The stored names that belong to the table, not to a schema. */
export function reservedNames(definition: Pick<ModelDefinition, "table">): ReadonlySet<string> {
  const { keys, indexes, attributes } = definition.table;
  const names = new Set<string>(Object.values(attributes));
  for (const { pk, sk } of [keys as KeyNames, ...Object.values(indexes)]) {
    names.add(pk);
    if (sk !== undefined) names.add(sk);
  }
  return names;
}
