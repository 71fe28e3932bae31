import type { WireObject } from "../../transport/transport.js";
import { freezeItem, type Item } from "../attribute-value.js";
import { Consumption } from "../capacity/consumption.js";
import { own } from "../record.js";
import type { Change, Table } from "../table/table.js";
import type { WriteAnswer } from "../validate/answers.js";

/** The reply of a write of one item. */
export function writeReply(
  table: Table,
  /** The item that was written, or at least its key. */
  item: Item,
  change: Change,
  answer: WriteAnswer,
  attributes: Item | undefined,
): WireObject {
  const capacity = writeCapacity(table, change, answer.capacity);
  const metrics = answer.metrics === "SIZE" ? collectionMetrics(table, item) : undefined;
  return {
    ...(attributes !== undefined && { Attributes: attributes }),
    ...(capacity !== undefined && { ConsumedCapacity: capacity }),
    ...(metrics !== undefined && { ItemCollectionMetrics: metrics }),
  };
}

function writeCapacity(
  table: Table,
  change: Change,
  mode: string | undefined,
): WireObject | undefined {
  if (mode === undefined) return undefined;
  const consumption = new Consumption("Write");
  consumption.addWrite(table.definition, change);
  return consumption.report(mode)?.[0];
}

/**
 * The item collection that a write went to; only tables with local indexes have collections. The
 * estimate is the service's lowest: more than 1 GB under one key is not held in memory.
 */
export function collectionMetrics(table: Table, item: Item): WireObject | undefined {
  const { keys, indexes } = table.definition;
  if (!indexes.some((index) => index.scope === "local")) return undefined;
  const { name } = keys.partition;
  return {
    ItemCollectionKey: freezeItem({ [name]: own(item, name) ?? {} }),
    SizeEstimateRangeGB: [0, 1],
  };
}
