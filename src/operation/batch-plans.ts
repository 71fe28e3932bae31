import { wireBytes } from "../codec/item-size.js";
import { Entity } from "../model/entity.js";
import type { BatchPlan } from "./batch-write.js";
import type { OperationContext } from "./context.js";
import { newStamps } from "./save.js";

/** Bytes of a write request around its item or key. */
const FRAME_BYTES = 64;

/** Puts entities whole and stamps each once it is written. */
export function upsertPlan<Model>({ mapper }: OperationContext<Model>): BatchPlan<Model> {
  return {
    caller: `${mapper.definition.name}.upsertMany`,
    key: (entity) => mapper.key(entity),
    work(entity, time) {
      const stamps = newStamps(mapper, entity, time);
      const item = mapper.encode(entity, stamps);
      return {
        write: { PutRequest: { Item: item } },
        bytes: wireBytes(item) + FRAME_BYTES,
        done: () => Entity.stamp(entity as unknown as Entity, stamps), // `encode` takes entities only
      };
    },
  };
}

/** Deletes by key; BatchWriteItem has no conditions, so whatever is stored there goes. */
export function deletePlan<Model, Key>({ mapper }: OperationContext<Model>): BatchPlan<Key> {
  return {
    caller: `${mapper.definition.name}.deleteMany`,
    key: (key) => mapper.key(key),
    work(key) {
      const item = mapper.keyItem(mapper.key(key));
      return { write: { DeleteRequest: { Key: item } }, bytes: wireBytes(item) + FRAME_BYTES };
    },
  };
}
