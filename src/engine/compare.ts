import type { AttributeValue, Item } from "./attribute-value.js";
import { sortableBinary, sortableText } from "./bytes.js";
import { compareNumbers } from "./number.js";
import { own } from "./record.js";

/** Whether two checked values are the same; the members of sets are kept sorted. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  if (a === b) return true;
  if (a.S !== undefined) return a.S === b.S;
  if (a.N !== undefined) return a.N === b.N;
  if (a.B !== undefined) return a.B === b.B;
  if (a.BOOL !== undefined) return a.BOOL === b.BOOL;
  if (a.NULL !== undefined) return b.NULL !== undefined;
  if (a.M !== undefined) return b.M !== undefined && equalItems(a.M, b.M);
  if (a.L !== undefined) return b.L !== undefined && equalLists(a.L, b.L, equalValues);
  const [left, right] = [a.SS ?? a.NS ?? a.BS, a.SS ? b.SS : a.NS ? b.NS : b.BS];
  return left !== undefined && right !== undefined && equalLists(left, right, Object.is);
}

export function equalItems(a: Item, b: Item): boolean {
  if (a === b) return true;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  for (const name of names) {
    const right = own(b, name);
    if (right === undefined || !equalValues(a[name] as AttributeValue, right)) return false;
  }
  return true;
}

function equalLists<Member>(
  a: readonly Member[],
  b: readonly Member[],
  equal: (left: Member, right: Member) => boolean,
): boolean {
  return a.length === b.length && a.every((member, i) => equal(member, b[i] as Member)); // the same length
}

/** -1, 0 or 1 in DynamoDB's order, or undefined where two values have none. */
export function compareValues(a: AttributeValue, b: AttributeValue): number | undefined {
  if (a.N !== undefined && b.N !== undefined) return compareNumbers(a.N, b.N);
  if (a.S !== undefined && b.S !== undefined) {
    return compareText(sortableText(a.S), sortableText(b.S));
  }
  if (a.B !== undefined && b.B !== undefined) {
    return compareText(sortableBinary(a.B), sortableBinary(b.B));
  }
  return undefined;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
