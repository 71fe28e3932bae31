import type { BatchEntry } from "./batch-machine.js";
import type { BatchWork } from "./batch-request.js";
import type { BatchElement } from "./batch-source.js";

const UNIT_BYTES = 1_024;

/** An element on its way to the table. */
export interface WriteEntry<Element> extends BatchEntry, BatchElement<Element> {
  readonly work: BatchWork;
  /** Write units that it takes of the table, as an estimate. */
  readonly units: number;
  /** Whether an attempt may have been carried out without our knowing. */
  sent: boolean;
  reason: unknown;
}

/** An element that was not sent yet. */
export function writeEntry<Element>(
  { index, element }: BatchElement<Element>,
  key: string,
  work: BatchWork,
): WriteEntry<Element> {
  return {
    index,
    element,
    key,
    work,
    bytes: work.bytes,
    units: Math.ceil(work.bytes / UNIT_BYTES),
    streak: 0,
    notBefore: 0,
    sent: false,
    reason: undefined,
  };
}
