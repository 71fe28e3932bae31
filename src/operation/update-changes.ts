import { type Action, applyActions } from "../codec/apply-actions.js";
import type { AttributeValue } from "../codec/attribute-value.js";
import { keyIn } from "../codec/condition.js";
import type { EntityMapper } from "../codec/entity-mapper.js";
import type { ExpressionBuilder } from "../codec/expression.js";
import { isRecord } from "../codec/object-codec.js";
import type { Place } from "../codec/place.js";
import { ArgumentError, EncodeError } from "../errors/errors.js";
import { isOperator, OPERATOR, type Operator } from "../model/operator.js";
import { pathOf, targetOf, type UpdateClauses } from "./update-clauses.js";

type Attributes = Readonly<Record<string, unknown>>;

/** What the changes of an update come to, beside its clauses. */
export interface AddedChanges {
  /** Whether one of them would count twice if sent twice. */
  readonly counts: boolean;
  /** The maps and lists that have to be stored for changes inside of them. */
  readonly parents: readonly Place[];
}

/** The maps, by their id, that are known not to be stored. */
type Absent = Pick<ReadonlyMap<string, unknown>, "has">;

/** A change of one place, ready to be stored. */
interface PlaceChange {
  readonly place: Place;
  readonly kind: Action["kind"];
  readonly value: AttributeValue | undefined;
}

/** Operators that take a value of the place's own type, and what they do with it. */
const VALUED: Readonly<Record<string, Exclude<Action["kind"], "remove">>> = {
  set: "set",
  setIfMissing: "setIfMissing",
  add: "add",
  subtract: "subtract",
  append: "append",
  prepend: "prepend",
};

/**
 * Adds the clauses of the changes. `absent` are the maps, by their text, that are known not to be
 * stored: they are made of what is changed inside of them.
 * @throws ArgumentError, EncodeError
 */
export function addChanges<Model>(
  mapper: EntityMapper<Model>,
  builder: ExpressionBuilder,
  clauses: UpdateClauses,
  changes: Attributes,
  absent: Absent,
): AddedChanges {
  const { name } = mapper.definition;
  if (typeof changes !== "object" || changes === null) {
    throw new ArgumentError(`${name}.update: changes is an object of attributes.`);
  }
  const all = Object.entries(changes).flatMap(([path, change]) =>
    change === undefined ? [] : changesAt(builder, placeOf(mapper, builder, path), change),
  );
  if (all.length === 0) throw new ArgumentError(`${name}.update: no changes were given.`);
  checkOverlap(all.map(({ place }) => place));
  for (const change of all) keepKey(mapper, builder, clauses, change);
  const made = new Map<Place, PlaceChange[]>();
  const parents = new Map<string, Place>();
  for (const change of all) {
    const missing = absentAbove(change.place, absent);
    if (missing === undefined) {
      addChange(clauses, change);
      const { parent } = change.place;
      if (parent !== undefined) parents.set(parent.id, parent);
    } else {
      const known = [...made.keys()].find((place) => place.id === missing.id) ?? missing;
      made.set(known, [...(made.get(known) ?? []), change]);
    }
  }
  for (const [place, inside] of made) {
    const value = madeOf(place, inside);
    if (value !== undefined) clauses.add("set", targetOf(place), value);
    clauses.require(`attribute_not_exists(${place.text})`);
    if (place.parent !== undefined) parents.set(place.parent.id, place.parent);
  }
  for (const { text } of parents.values()) clauses.require(`attribute_exists(${text})`);
  return { counts: all.some(countsTwice), parents: [...parents.values()] };
}

function addChange(clauses: UpdateClauses, { place, kind, value }: PlaceChange): void {
  if (kind === "remove" || value === undefined) clauses.remove(targetOf(place));
  else clauses.add(kind, targetOf(place), value);
}

/** The place of a change. @throws ArgumentError for what an update cannot change */
function placeOf<Model>(
  mapper: EntityMapper<Model>,
  builder: ExpressionBuilder,
  path: string,
): Place {
  const place = builder.place(path);
  const attribute = String(pathOf(place)[0]);
  if (mapper.attribute(attribute) === undefined) {
    throw new ArgumentError(`${mapper.definition.name}.update: ${attribute} is not an attribute.`);
  }
  return place;
}

/**
 * Keeps the primary key as it is. What a class computes its own key of can be given as it is
 * stored, for the index keys that it is a part of: the update then holds only for that.
 * @throws ArgumentError
 */
function keepKey<Model>(
  mapper: EntityMapper<Model>,
  builder: ExpressionBuilder,
  clauses: UpdateClauses,
  { place, kind, value }: PlaceChange,
): void {
  const { name, key } = mapper.definition;
  const attribute = String(pathOf(place)[0]);
  if (!mapper.keyAttributes.has(attribute)) return;
  if (key === undefined && place.parent === undefined && kind === "set" && value !== undefined) {
    clauses.require(`${place.text} = ${builder.value(value)}`);
    return;
  }
  throw new ArgumentError(
    `${name}.update: ${attribute} is part of the primary key; save a new entity and delete this one.`,
  );
}

/** The changes that something given for a place stands for. */
function changesAt(
  builder: ExpressionBuilder,
  place: Place,
  change: unknown,
): readonly PlaceChange[] {
  if (isOperator(change)) return [operatorAt(place, change)];
  if (place.codec.inside !== undefined && isRecord(change)) {
    const inside = Object.entries(change).flatMap(([key, value]) =>
      value === undefined
        ? []
        : changesAt(builder, builder.inside(place, keyIn(place, key)), value),
    );
    if (inside.length > 0) return inside;
    throw new ArgumentError(`${place.label}: {} changes nothing; use set({}) for an empty map.`);
  }
  return [settingOf(place, change)];
}

function settingOf(place: Place, value: unknown): PlaceChange {
  const encoded = place.codec.encode(value, place.label);
  return { place, kind: encoded === undefined ? "remove" : "set", value: encoded };
}

function operatorAt(place: Place, change: Operator<string, unknown>): PlaceChange {
  const { label, codec } = place;
  const operator = change[OPERATOR];
  if (operator === "remove") {
    if (!codec.removable && typeof place.key === "string") {
      throw new EncodeError(label, "is required by the schema, so it cannot be removed.");
    }
    return { place, kind: "remove", value: undefined };
  }
  const kind = Object.hasOwn(VALUED, operator) ? VALUED[operator] : undefined;
  if (kind === undefined) throw new ArgumentError(`${label}: ${operator}() is no change.`);
  const [operand] = change.operands;
  if (kind === "set") return settingOf(place, operand);
  const value = codec.encode(operand, label);
  if (value === undefined) {
    throw new ArgumentError(
      `${label}: ${operator}() takes a value; null, undefined and empty sets are not stored.`,
    );
  }
  checkOperand(kind, value, label);
  return { place, kind, value };
}

/** The stored types that an operator works on; the schema's own type has been checked. */
function checkOperand(kind: Action["kind"], value: AttributeValue, label: string): void {
  const isSet = "SS" in value || "NS" in value || "BS" in value;
  if ((kind === "append" || kind === "prepend") && !("L" in value)) {
    throw new ArgumentError(`${label}: ${kind}() is for lists.`);
  }
  if (kind === "subtract" && !isSet) {
    throw new ArgumentError(`${label}: subtract() is for sets that DynamoDB stores as sets.`);
  }
  if (kind === "add" && !isSet && !("N" in value)) {
    throw new ArgumentError(
      `${label}: add() is for numbers and for sets that DynamoDB stores as sets.`,
    );
  }
}

/** Whether a second sending would change the item once more. */
function countsTwice({ place, kind, value }: PlaceChange): boolean {
  if (kind === "append" || kind === "prepend") return true;
  if (kind === "add") return value !== undefined && "N" in value;
  // What follows a removed element moves into its place; what is set beyond the end is appended.
  return typeof place.key === "number" && (kind === "remove" || kind === "set");
}

/** @throws ArgumentError where one change is inside of what another one changes */
function checkOverlap(places: readonly Place[]): void {
  const changed = new Map(places.map((place) => [place.id, place]));
  for (const place of places) {
    const same = changed.get(place.id);
    let above: Place | undefined = same === place ? place.parent : place;
    while (above !== undefined && !changed.has(above.id)) above = above.parent;
    if (above !== undefined) {
      throw new ArgumentError(
        `${place.label}: is changed twice, by itself and as part of ${above.label}.`,
      );
    }
  }
}

/** The outermost map above a place that is not stored. */
function absentAbove(place: Place, absent: Absent): Place | undefined {
  let found: Place | undefined;
  for (let above = place.parent; above !== undefined; above = above.parent) {
    if (absent.has(above.id)) found = above;
  }
  return found;
}

/** What a map that is not stored is made of; `undefined` where nothing is set inside of it. */
function madeOf(place: Place, changes: readonly PlaceChange[]): AttributeValue | undefined {
  const depth = pathOf(place).length;
  const actions: Action[] = [];
  for (const { place: inner, kind, value } of changes) {
    if (kind === "remove" || kind === "subtract" || value === undefined) continue;
    const path = pathOf(inner).slice(depth);
    for (let length = 1; length < path.length; length++) {
      actions.push({ kind: "setIfMissing", path: path.slice(0, length), value: { M: {} } });
    }
    actions.push({ kind, path, value });
  }
  if (actions.length === 0) return undefined;
  return { M: actions.reduce((item, action) => applyActions(item, [action]), {}) };
}

/** Whether a map can be made where it is missing: a list has no place for an element at an index. */
export function canBeMade(place: Place): boolean {
  return place.codec.inside === "properties";
}
