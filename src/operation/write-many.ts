import type { Item } from "../codec/attribute-value.js";
import type { EntityMapper, StoredKey } from "../codec/entity-mapper.js";
import { type BatchReport, BatchWriteError } from "../errors/batch-write-error.js";
import { ArgumentError } from "../errors/errors.js";
import { Entity } from "../model/entity.js";
import { checkKeyText } from "../model/key-codec.js";
import type { BatchOptions } from "./batch-options.js";
import { deletePlan, upsertPlan } from "./batch-plans.js";
import type { BatchInput } from "./batch-source.js";
import type { BatchPlan, BatchTarget } from "./batch-target.js";
import { batchWrite } from "./batch-write.js";
import type { Program } from "./effect.js";

/** What a batch over several models is to do. */
export interface WriteMany<Saved, Deleted> {
  /** Entities of any models of the table. */
  readonly save?: BatchInput<Saved> | undefined;
  /** Entities, or the texts of primary keys, `{ pk, sk }`. */
  readonly delete?: BatchInput<Deleted> | undefined;
}

/** A table whose models are found by their entities. */
export interface MixedTarget extends BatchTarget {
  /** The mapper of an entity's class; `undefined` for what is no entity of the table. */
  mapperOf(entity: unknown): EntityMapper<Entity> | undefined;
  keyItem(key: StoredKey): Item;
}

interface Write {
  readonly kind: "save" | "delete";
  readonly element: unknown;
}

/**
 * Writes and deletes entities of several models in the same requests: first all that is saved, then
 * all that is deleted; positions in the report count through both.
 * @throws BatchWriteError unless all is written
 */
export function* writeMany<Saved, Deleted>(
  target: MixedTarget,
  caller: string,
  input: WriteMany<Saved, Deleted>,
  options: BatchOptions | undefined,
): Program<BatchReport<Saved | Deleted>> {
  if (typeof input !== "object" || input === null) {
    throw new ArgumentError(`${caller}: pass { save, delete }, either of them or both.`);
  }
  const writes = together(input, caller);
  try {
    return unwrap(yield* batchWrite(target, writes, mixedPlan(target, caller), options));
  } catch (error) {
    if (!(error instanceof BatchWriteError)) throw error;
    const report = unwrap<Saved | Deleted>(error.report as BatchReport<Write>); // of the writes above
    throw new BatchWriteError(target.mapper.definition.name, report, { cause: error.cause });
  }
}

/** Each entity by the plan of its own model, so that what a model refuses is refused here too. */
function mixedPlan(target: MixedTarget, caller: string): BatchPlan<Write> {
  const plans = new Map<EntityMapper<Entity>, Record<Write["kind"], BatchPlan<unknown>>>();
  const planOf = ({ kind, element }: Write): BatchPlan<unknown> => {
    const mapper = target.mapperOf(element);
    if (mapper === undefined) {
      if (kind === "delete") return keyPlan(target, caller);
      throw new ArgumentError(`${caller}: only entities of the table's own models can be saved.`);
    }
    let plan = plans.get(mapper);
    if (plan === undefined) {
      const context = { mapper, tableName: () => target.tableName() };
      // They are given the entities of `mapper` only.
      plan = { save: upsertPlan(context) as BatchPlan<unknown>, delete: deletePlan(context) };
      plans.set(mapper, plan);
    }
    return plan[kind];
  };
  return {
    caller,
    key: (write) => planOf(write).key(write.element),
    work: (write, time, key) => planOf(write).work(write.element, time, key),
  };
}

/** Deletes by the texts of keys. */
function keyPlan({ keyItem, mapper }: MixedTarget, caller: string): BatchPlan<unknown> {
  const model = mapper.definition.name;
  const key = (element: unknown): StoredKey => {
    if (typeof element !== "object" || element === null || element instanceof Entity) {
      throw new ArgumentError(`${caller}: delete takes entities of the table, or { pk, sk }.`);
    }
    const { pk, sk } = element as { pk?: unknown; sk?: unknown }; // checked just below
    return {
      pk: checkKeyText(pk, { model, kind: "partition" }),
      sk: checkKeyText(sk, { model, kind: "sort" }),
    };
  };
  return {
    caller,
    key,
    work(element) {
      const json = Buffer.from(JSON.stringify({ DeleteRequest: { Key: keyItem(key(element)) } }));
      return { json, isItem: false, bytes: json.length };
    },
  };
}

/** Both inputs as one: an array where that is known, so that keys are compared over all of it. */
function together(input: WriteMany<unknown, unknown>, caller: string): BatchInput<Write> {
  const { save = [], delete: deleted = [] } = input;
  const parts = [
    { kind: "save", elements: save },
    { kind: "delete", elements: deleted },
  ] as const;
  for (const { kind, elements } of parts) {
    const iterable =
      typeof elements === "object" &&
      elements !== null &&
      (Symbol.iterator in elements || Symbol.asyncIterator in elements);
    if (!iterable) {
      throw new ArgumentError(`${caller}: ${kind} is an array, an iterable, or a stream.`);
    }
  }
  if (parts.some(({ elements }) => Symbol.asyncIterator in elements)) {
    return (async function* () {
      for (const { kind, elements } of parts) {
        for await (const element of elements) yield { kind, element };
      }
    })();
  }
  const one = (function* () {
    for (const { kind, elements } of parts) {
      for (const element of elements as Iterable<unknown>) yield { kind, element }; // neither is async
    }
  })();
  return Array.isArray(save) && Array.isArray(deleted) ? [...one] : one;
}

/** The report of the entities, not of what is done with them. */
function unwrap<Element>(report: BatchReport<Write>): BatchReport<Element> {
  // What went in came from the inputs of that type.
  const elements = (list: BatchReport<Write>["failed"]): BatchReport<Element>["failed"] =>
    list.map((failure) => ({ ...failure, entity: failure.entity.element as Element }));
  return {
    ...report,
    failed: elements(report.failed),
    unprocessed: elements(report.unprocessed),
    ambiguous: elements(report.ambiguous),
  };
}
