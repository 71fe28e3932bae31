import { isDeepStrictEqual } from "node:util";
import { type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import type { StoredItem } from "./expected.js";

/** What a table holds, compared with what it should: keys of the items that are not as expected. */
export interface Verification {
  readonly expected: number;
  readonly matching: number;
  readonly different: readonly string[];
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

/** When the items were written. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** Reads a whole table with the bare AWS SDK and compares every item with the one expected. */
export async function verify(
  client: DynamoDBClient,
  table: string,
  items: readonly StoredItem[],
  period: Period,
): Promise<Verification> {
  const missing = new Map(items.map((item) => [keyOf(item), item]));
  const different: string[] = [];
  const unexpected: string[] = [];
  let matching = 0;
  const pages = paginateScan({ client }, { TableName: table, ConsistentRead: true });
  for await (const page of pages) {
    for (const stored of page.Items ?? []) {
      const key = keyOf(stored);
      const expected = missing.get(key);
      missing.delete(key);
      if (expected === undefined) unexpected.push(key);
      else if (matches(stored, expected, period)) matching += 1;
      else different.push(key);
    }
  }
  const expected = items.length;
  return { expected, matching, different, missing: [...missing.keys()], unexpected };
}

/** Whether everything is as expected, and nothing else is there. */
export function isComplete({ expected, matching, unexpected }: Verification): boolean {
  return matching === expected && unexpected.length === 0;
}

function keyOf({ PK, SK }: StoredItem): string {
  return `${PK?.S} / ${SK?.S}`;
}

function matches(stored: StoredItem, expected: StoredItem, period: Period): boolean {
  const { createdAt, updatedAt, ...rest } = stored;
  return (
    isDeepStrictEqual(withSortedSets(rest), withSortedSets(expected)) &&
    isDeepStrictEqual(createdAt, updatedAt) &&
    isWithin(updatedAt?.S, period)
  );
}

/** The elements of a set have no order. */
function withSortedSets(item: StoredItem): StoredItem {
  const { altCountries } = item;
  if (altCountries?.SS === undefined) return item;
  return { ...item, altCountries: { SS: [...altCountries.SS].sort() } };
}

/** Whether a timestamp is UTC ISO text of full width, and of this run. */
function isWithin(text: string | undefined, { from, to }: Period): boolean {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) return false;
  return text >= from.toISOString() && text <= to.toISOString();
}
