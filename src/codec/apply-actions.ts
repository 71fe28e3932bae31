import { InternalError } from "../errors/errors.js";
import { type AttributeValue, getOwn, type Item, setOwn } from "./attribute-value.js";
import { canonicalDecimal, decimalSum } from "./decimal.js";

/** The place of a value in an item: names of attributes, and indexes of list elements. */
export type StoredPath = readonly (string | number)[];

/** One thing that an update does, as data. */
export type Action =
  | { readonly kind: "remove"; readonly path: StoredPath }
  | {
      readonly kind: "set" | "setIfMissing" | "append" | "prepend" | "add" | "subtract";
      readonly path: StoredPath;
      readonly value: AttributeValue;
    };

/** The value at a path of an item; `undefined` where there is none. */
export function valueAtPath(item: Item, path: StoredPath): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const key of path) {
    if (value === undefined) return undefined;
    value = childOf(value, key);
  }
  return value;
}

/**
 * The item that DynamoDB makes of one by these actions: all of them see the item as it was, and
 * no two are about the same place. Actions whose map or list is not there do nothing.
 */
export function applyActions(item: Item, actions: readonly Action[]): Item {
  let changed: AttributeValue = { M: item };
  for (const action of actions) {
    if (action.kind !== "remove") {
      const { path } = action;
      changed = changedAt(changed, path, resultOf(action, valueAtPath(item, path)));
    }
  }
  // From the end of lists, so that what is removed does not move what is still to be.
  const removals = actions.filter(({ kind }) => kind === "remove").map(({ path }) => path);
  removals.sort(fromTheEnd);
  for (const path of removals) changed = changedAt(changed, path, undefined);
  return "M" in changed ? changed.M : item;
}

/** Orders paths by their first difference, higher indexes first. */
function fromTheEnd(one: StoredPath, other: StoredPath): number {
  const at = one.findIndex((key, place) => key !== other[place]);
  const [a, b] = [one[at], other[at]];
  if (typeof a === "number" && typeof b === "number") return b - a;
  return String(a) < String(b) ? -1 : 1;
}

function childOf(value: AttributeValue, key: string | number): AttributeValue | undefined {
  if (typeof key === "number") return "L" in value ? value.L[key] : undefined;
  return "M" in value ? getOwn(value.M, key) : undefined;
}

/** A value with another one at a path in it; `undefined` takes away what is there. */
function changedAt(
  value: AttributeValue,
  path: StoredPath,
  made: AttributeValue | undefined,
): AttributeValue {
  const [key, ...rest] = path;
  if (key === undefined) return made ?? value;
  const child = childOf(value, key);
  if (rest.length > 0 && child === undefined) return value;
  const changed = rest.length > 0 && child !== undefined ? changedAt(child, rest, made) : made;
  if (typeof key === "number")
    return "L" in value ? { L: withElement(value.L, key, changed) } : value;
  return "M" in value ? { M: withAttribute(value.M, key, changed) } : value;
}

function withElement(
  list: readonly AttributeValue[],
  index: number,
  element: AttributeValue | undefined,
): readonly AttributeValue[] {
  if (element === undefined) return list.filter((_, position) => position !== index);
  // Beyond its end, DynamoDB appends.
  return index >= list.length ? [...list, element] : list.with(index, element);
}

function withAttribute(item: Item, name: string, value: AttributeValue | undefined): Item {
  const changed: Item = {};
  for (const [key, kept] of Object.entries(item)) if (key !== name) setOwn(changed, key, kept);
  if (value !== undefined) setOwn(changed, name, value);
  return changed;
}

/** What an action makes of what is stored; `undefined` where nothing is left. */
function resultOf(
  { kind, value }: Exclude<Action, { readonly kind: "remove" }>,
  stored: AttributeValue | undefined,
): AttributeValue | undefined {
  switch (kind) {
    case "set":
      return value;
    case "setIfMissing":
      return stored ?? value;
    case "append":
      return { L: [...listIn(stored), ...listIn(value)] };
    case "prepend":
      return { L: [...listIn(value), ...listIn(stored)] };
    case "add":
      return added(stored, value);
    case "subtract":
      return subtracted(stored, value);
  }
}

function listIn(value: AttributeValue | undefined): readonly AttributeValue[] {
  return value !== undefined && "L" in value ? value.L : [];
}

function added(stored: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (stored === undefined) return value;
  if ("N" in value && "N" in stored) return { N: decimalSum(stored.N, value.N) };
  if ("SS" in value && "SS" in stored) return { SS: [...new Set([...stored.SS, ...value.SS])] };
  if ("BS" in value && "BS" in stored) return { BS: [...new Set([...stored.BS, ...value.BS])] };
  if ("NS" in value && "NS" in stored) {
    return { NS: [...new Set([...stored.NS, ...value.NS].map(canonical))] };
  }
  throw new InternalError("An addition was carried out that DynamoDB does not know.");
}

function subtracted(
  stored: AttributeValue | undefined,
  value: AttributeValue,
): AttributeValue | undefined {
  if (stored === undefined) return undefined;
  const [type, members] = setIn(stored);
  const [, taken] = setIn(value);
  const gone = new Set(taken.map(canonical));
  const left = members.filter((member) => !gone.has(canonical(member)));
  if (left.length === 0) return undefined;
  return { [type]: left } as unknown as AttributeValue; // a set of the stored one's type
}

function setIn(value: AttributeValue): readonly [type: string, members: readonly string[]] {
  if ("SS" in value) return ["SS", value.SS];
  if ("NS" in value) return ["NS", value.NS];
  if ("BS" in value) return ["BS", value.BS];
  throw new InternalError("A subtraction was carried out that DynamoDB does not know.");
}

/** Numbers in their one form; other members as they are, which no number is written like. */
function canonical(member: string): string {
  return canonicalDecimal(member) ?? member;
}
