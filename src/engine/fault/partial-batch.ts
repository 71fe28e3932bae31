import type { WireObject } from "../../transport/transport.js";
import { assign, isRecord, own } from "../record.js";

/** A batch without its last entries, and these as the reply's unprocessed ones. */
export interface SplitBatch {
  readonly input: WireObject;
  /** "UnprocessedItems" or "UnprocessedKeys". */
  readonly member: string;
  readonly unprocessed: WireObject;
}

/** Takes the last `left` entries off a batch, half of them where undefined; at least one stays. */
export function splitBatch(
  operation: string,
  input: WireObject,
  left: number | undefined,
): SplitBatch | undefined {
  const requested = input.RequestItems;
  if (!isRecord(requested)) return undefined;
  const tables = Object.entries(requested).map(([name, raw]) => ({
    name,
    raw,
    entries: entriesOf(raw),
  }));
  const total = tables.reduce((count, { entries }) => count + entries.length, 0);
  let processed = total - Math.min(left ?? Math.ceil(total / 2), total - 1);
  const kept: Record<string, unknown> = {};
  const unprocessed: Record<string, unknown> = {};
  for (const { name, raw, entries } of tables) {
    const rest = entries.slice(processed);
    const first = entries.slice(0, processed);
    processed = Math.max(0, processed - entries.length);
    if (first.length > 0) assign(kept, name, withEntries(raw, first));
    if (rest.length > 0) assign(unprocessed, name, withEntries(raw, rest));
  }
  const member = operation === "BatchWriteItem" ? "UnprocessedItems" : "UnprocessedKeys";
  return { input: { ...input, RequestItems: kept }, member, unprocessed };
}

/** The reply with the entries that were taken off. */
export function joinReply(reply: WireObject, { member, unprocessed }: SplitBatch): WireObject {
  const joined: Record<string, unknown> = {};
  const own_ = reply[member];
  for (const part of [isRecord(own_) ? own_ : {}, unprocessed]) {
    for (const [name, raw] of Object.entries(part)) {
      const before = own(joined, name);
      const entries = [...(before === undefined ? [] : entriesOf(before)), ...entriesOf(raw)];
      assign(joined, name, withEntries(raw, entries));
    }
  }
  return { ...reply, [member]: joined };
}

/** A write batch lists its entries per table, a read batch its keys. */
function entriesOf(raw: unknown): readonly unknown[] {
  const entries = isRecord(raw) ? raw.Keys : raw;
  return Array.isArray(entries) ? entries : [];
}

function withEntries(raw: unknown, entries: readonly unknown[]): unknown {
  return isRecord(raw) ? { ...raw, Keys: entries } : entries;
}
