import type { WireObject } from "../transport/transport.js";

/** The units that a reply says it took, of all tables; 0 where the engine does not say. */
export function consumedCapacity({ ConsumedCapacity }: WireObject): number {
  const entries: readonly unknown[] = [ConsumedCapacity].flat();
  let units = 0;
  for (const entry of entries) {
    if (typeof entry !== "object" || entry === null || !("CapacityUnits" in entry)) continue;
    units += Number(entry.CapacityUnits) || 0;
  }
  return units;
}
