import type { WireObject } from "../transport/transport.js";

/** The units that a batch's reply says it took of all tables; 0 where the engine does not say. */
export function consumedCapacity({ ConsumedCapacity }: WireObject): number {
  if (!Array.isArray(ConsumedCapacity)) return 0;
  let units = 0;
  for (const entry of ConsumedCapacity) units += Number(entry?.CapacityUnits) || 0;
  return units;
}
