import type { ModelDefinition } from "../model/definition.js";
import type { Entity } from "../model/entity.js";
import { formatIndexKey } from "../model/key-codec.js";

/** Gives the keys of the indexes that an entity is in, each by the attribute that it is stored in. @throws KeyError */
export function eachIndexKey(
  definition: ModelDefinition,
  entity: Entity,
  give: (name: string, text: string) => void,
): void {
  const { name: model } = definition;
  // Template attributes are read by name, as those of keys are.
  const attributes = entity as unknown as Readonly<Record<string, unknown>>;
  for (const index of definition.indexes) {
    const pk = formatIndexKey(index.pk, attributes, { model, kind: "partition" });
    const sk = index.sk && formatIndexKey(index.sk, attributes, { model, kind: "sort" });
    // Both or neither: half a key would be refused by the service.
    if (pk === undefined || (index.sk !== undefined && sk === undefined)) continue;
    give(index.names.pk, pk);
    if (index.names.sk !== undefined && sk !== undefined) give(index.names.sk, sk);
  }
}
