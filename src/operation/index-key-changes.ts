import type { EntityMapper } from "../codec/entity-mapper.js";
import type { ExpressionBuilder } from "../codec/expression.js";
import { IndexKeyError } from "../errors/errors.js";
import { type IndexDefinition, templateAttributes } from "../model/definition.js";
import { Entity } from "../model/entity.js";
import { formatIndexKey } from "../model/key-codec.js";
import { isOperator, OPERATOR, type Operator } from "../model/operator.js";
import type { UpdateClauses } from "./update-clauses.js";

type Attributes = Readonly<Record<string, unknown>>;

/** What is known of the item that an update changes. */
export interface Given {
  /** The entity or key attributes that the call was given, or the entity that was read for it. */
  readonly key: object;
  readonly changes: Attributes;
  /** Whether `key` was read for this update: only then a sum is worth to be computed from it. */
  readonly wasRead: boolean;
}

/** What an attribute will be: known, or not. */
interface Next {
  readonly known: boolean;
  readonly value: unknown;
  /** Whether that is only so while what is stored is what was given. */
  readonly rests: boolean;
}

const UNKNOWN: Next = { known: false, value: undefined, rests: false };

/**
 * Adds the key of an index where the changes touch it. Its other attributes come from the entity
 * (or key object) that the call was given; the update is then conditioned on them being what is
 * stored, so that a stale entity cannot make the index drift.
 * @throws IndexKeyError naming the attributes that were not given.
 */
export function addIndexKey<Model>(
  mapper: EntityMapper<Model>,
  builder: ExpressionBuilder,
  clauses: UpdateClauses,
  index: IndexDefinition,
  given: Given,
): void {
  const { key, changes } = given;
  const { name: model, key: primary } = mapper.definition;
  const parts = [...templateAttributes(index.pk), ...templateAttributes(index.sk)];
  if (!parts.some((part) => ownOf(changes, part) !== undefined)) return;
  const names = [index.names.pk, ...(index.names.sk === undefined ? [] : [index.names.sk])];
  if (parts.some((part) => isRemoval(ownOf(changes, part)))) {
    for (const name of names) clauses.remove(clauses.attribute(name));
    return;
  }
  const next = new Map(parts.map((part) => [part, nextOf(part, given)]));
  const missing = parts.filter((part) => !next.get(part)?.known);
  if (missing.length > 0) throw new IndexKeyError(model, index.name, missing);
  const known: Record<string, unknown> = {};
  for (const [part, { value, rests }] of next) {
    known[part] = value;
    // What a template's key is made of is what is stored; a method may give two values one text.
    if (!rests || (primary !== undefined && mapper.keyAttributes.has(part))) continue;
    const stored = ownOf(key, part) ?? null;
    clauses.require(
      stored === null
        ? `attribute_not_exists(${builder.name(part)})`
        : `${builder.name(part)} = ${builder.attributeValue(part, stored)}`,
    );
  }
  const texts = [
    formatIndexKey(index.pk, known, { model, kind: "partition" }),
    ...(index.sk ? [formatIndexKey(index.sk, known, { model, kind: "sort" })] : []),
  ];
  const left = texts.includes(undefined); // an absent part: the item leaves the index
  names.forEach((name, position) => {
    const target = clauses.attribute(name);
    if (left) clauses.remove(target);
    else clauses.add("set", target, { S: texts[position] ?? "" });
  });
}

function nextOf(part: string, { key, changes, wasRead }: Given): Next {
  const change = ownOf(changes, part);
  const isKnown = key instanceof Entity || Object.hasOwn(key, part);
  const stored = ownOf(key, part);
  if (change === undefined) {
    return isKnown && !isOperator(stored) ? { known: true, value: stored, rests: true } : UNKNOWN;
  }
  if (!isOperator(change)) return { known: true, value: change, rests: false };
  if (change[OPERATOR] === "set") return { known: true, value: change.operands[0], rests: false };
  return wasRead ? computed(change, stored ?? undefined) : UNKNOWN;
}

/** What an operator makes of what is stored, for the values that keys have. */
function computed(
  { [OPERATOR]: kind, operands }: Operator<string, unknown>,
  stored: unknown,
): Next {
  const [operand] = operands;
  if (kind === "setIfMissing") return { known: true, value: stored ?? operand, rests: true };
  if (kind !== "add") return UNKNOWN;
  if (stored === undefined) return { known: true, value: operand, rests: true };
  if (typeof stored === "bigint" && typeof operand === "bigint") {
    return { known: true, value: stored + operand, rests: true };
  }
  if (typeof stored !== "number" || typeof operand !== "number") return UNKNOWN;
  const sum = stored + operand;
  // DynamoDB adds decimals, JavaScript binary fractions: only whole numbers are the same to both.
  const isExact = Number.isSafeInteger(stored) && Number.isSafeInteger(operand);
  return isExact && Number.isSafeInteger(sum) ? { known: true, value: sum, rests: true } : UNKNOWN;
}

function isRemoval(change: unknown): boolean {
  if (!isOperator(change)) return change === null;
  return (
    change[OPERATOR] === "remove" || (change[OPERATOR] === "set" && change.operands[0] === null)
  );
}

function ownOf(source: object, name: string): unknown {
  return Object.hasOwn(source, name) ? Reflect.get(source, name) : undefined;
}
