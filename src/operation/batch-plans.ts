import type { EntityMapper } from "../codec/entity-mapper.js";
import { ArgumentError, UnsupportedError } from "../errors/errors.js";
import { Entity } from "../model/entity.js";
import { FRAME_BYTES } from "./batch-request.js";
import type { BatchPlan } from "./batch-target.js";
import type { OperationContext } from "./context.js";
import { newStamps } from "./save-stamps.js";
import { expectedVersion } from "./version.js";

/** @throws UnsupportedError where writes of the model have to be conditional. */
function checkUnconditional<Model>({ definition }: EntityMapper<Model>, method: string): void {
  if (definition.unique.length > 0) {
    throw new UnsupportedError(
      `${definition.name}.${method}: a batch has no transactions, which unique attributes need; save or ` +
        "delete one by one, or use table.transact for some of them together.",
    );
  }
  if (!definition.versioned) return;
  throw new UnsupportedError(
    `${definition.name}.${method}: a batch has no conditions, so versions cannot be checked; save ` +
      "each entity, or use table.transact for up to 100 of them.",
  );
}

/** Puts entities whole and stamps each once it is written. */
export function upsertPlan<Model>({ mapper }: OperationContext<Model>): BatchPlan<Model> {
  checkUnconditional(mapper, "upsertMany");
  const prepareOnce = onceEach<Model>((entity) => mapper.beforeSave(entity));
  const prepare = (entity: Model): void => {
    // Few classes have the hook, and remembering every entity costs as much as reading its key.
    const { beforeSave }: { beforeSave?: unknown } = entity ?? {};
    if (typeof beforeSave === "function") prepareOnce(entity);
  };
  return {
    caller: `${mapper.definition.name}.upsertMany`,
    key(entity) {
      prepare(entity);
      return mapper.key(entity);
    },
    work(entity, time, key) {
      prepare(entity);
      const stamps = newStamps(mapper, entity, time);
      const encoded = mapper.encoded(entity, stamps, key);
      return {
        json: encoded.json,
        isItem: true,
        bytes: encoded.json.length + FRAME_BYTES,
        done: () => Entity.stamp(entity as unknown as Entity, stamps), // `encode` takes entities only
      };
    },
  };
}

/** Deletes by key; BatchWriteItem has no conditions, so whatever is stored there goes. */
export function deletePlan<Model, Key>({ mapper }: OperationContext<Model>): BatchPlan<Key> {
  if (mapper.definition.unique.length > 0) checkUnconditional(mapper, "deleteMany");
  return {
    caller: `${mapper.definition.name}.deleteMany`,
    key(key) {
      if (expectedVersion(mapper, key) === undefined) return mapper.key(key);
      throw new ArgumentError(
        `${mapper.definition.name}.deleteMany: a batch cannot check versions; pass keys to delete ` +
          "whatever is stored, or delete each entity.",
      );
    },
    work(key) {
      const write = { DeleteRequest: { Key: mapper.keyItem(mapper.key(key)) } };
      const json = Buffer.from(JSON.stringify(write));
      return { json, isItem: false, bytes: json.length };
    },
  };
}

/** Runs something once for each object, however often it is asked to; what it threw it throws again. */
function onceEach<Element>(run: (element: Element) => void): (element: Element) => void {
  const outcomes = new WeakMap<object, { readonly error?: unknown }>();
  return (element) => {
    if (typeof element !== "object" || element === null) return run(element);
    let outcome = outcomes.get(element);
    if (outcome === undefined) {
      try {
        run(element);
        outcome = {};
      } catch (error) {
        outcome = { error };
      }
      outcomes.set(element, outcome);
    }
    if ("error" in outcome) throw outcome.error;
  };
}
