import type { EntityMapper } from "../codec/entity-mapper.js";
import type { ExpressionBuilder } from "../codec/expression.js";
import { ArgumentError, EncodeError, IndexKeyError } from "../errors/errors.js";
import { type IndexDefinition, templateAttributes } from "../model/definition.js";
import { Entity } from "../model/entity.js";
import { formatIndexKey } from "../model/key-codec.js";
import { isOperator, OPERATOR } from "../model/operator.js";

type Attributes = Readonly<Record<string, unknown>>;

/** The clauses of an update expression, and what must hold for them to be right. */
export interface Clauses {
  readonly set: string[];
  readonly remove: string[];
  readonly add: string[];
  readonly conditions: string[];
}

/** The clauses as an `UpdateExpression`. */
export function updateExpression({ set, remove, add }: Clauses): string {
  return [
    set.length > 0 && `SET ${set.join(", ")}`,
    remove.length > 0 && `REMOVE ${remove.join(", ")}`,
    add.length > 0 && `ADD ${add.join(", ")}`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** Adds the clauses of the changes; true when one of them would count twice if sent twice. */
export function addChanges<Model>(
  mapper: EntityMapper<Model>,
  builder: ExpressionBuilder,
  clauses: Clauses,
  changes: Attributes,
): boolean {
  const { definition } = mapper;
  if (typeof changes !== "object" || changes === null) {
    throw new ArgumentError(`${definition.name}.update: changes is an object of attributes.`);
  }
  const keyNames = primaryAttributes(mapper);
  let counts = false;
  let changed = 0;
  for (const [attribute, change] of Object.entries(changes)) {
    if (change === undefined) continue;
    changed += 1;
    if (keyNames.has(attribute)) {
      throw new ArgumentError(
        `${definition.name}.update: ${attribute} is part of the primary key; save a new entity and delete this one.`,
      );
    }
    const attributeCodec = mapper.attribute(attribute);
    if (attributeCodec === undefined) {
      throw new ArgumentError(`${definition.name}.update: ${attribute} is not an attribute.`);
    }
    const name = builder.name(attribute);
    if (!isOperator(change)) {
      const encoded = attributeCodec.encode(change, attribute);
      if (encoded === undefined) clauses.remove.push(name);
      else clauses.set.push(`${name} = ${builder.value(encoded)}`);
      continue;
    }
    const kind = change[OPERATOR];
    const operand = (): string => builder.attributeValue(attribute, change.operands[0]);
    if (kind === "remove") {
      if (!attributeCodec.removable) {
        throw new EncodeError(attribute, "is required by the schema, so it cannot be removed.");
      }
      clauses.remove.push(name);
    } else if (kind === "add") {
      clauses.add.push(`${name} ${operand()}`);
      counts ||= !(change.operands[0] instanceof Set);
    } else if (kind === "append") {
      const empty = builder.value({ L: [] });
      clauses.set.push(`${name} = list_append(if_not_exists(${name}, ${empty}), ${operand()})`);
      counts = true;
    } else {
      throw new ArgumentError(`${definition.name}.update: ${attribute}: ${kind}() is no change.`);
    }
  }
  if (changed === 0) throw new ArgumentError(`${definition.name}.update: no changes were given.`);
  return counts;
}

/**
 * Adds the key of an index where the changes touch it. Its other attributes come from the entity
 * (or key object) that the call was given; the update is then conditioned on them being what is
 * stored, so that a stale entity cannot make the index drift.
 * @throws IndexKeyError naming the attributes that were not given.
 */
export function addIndexKey<Model>(
  mapper: EntityMapper<Model>,
  builder: ExpressionBuilder,
  clauses: Clauses,
  index: IndexDefinition,
  given: { readonly key: object; readonly changes: Attributes },
): void {
  const { definition } = mapper;
  const parts = [...templateAttributes(index.pk), ...templateAttributes(index.sk)];
  const changes = definedOf(given.changes);
  if (!parts.some((part) => Object.hasOwn(changes, part))) return;
  const names = [index.names.pk, ...(index.names.sk === undefined ? [] : [index.names.sk])];
  if (parts.some((part) => isRemoval(changes[part]))) {
    clauses.remove.push(...names.map((name) => builder.name(name)));
    return;
  }
  const known = { ...given.key, ...changes } as Attributes; // own attributes of both
  const missing = parts.filter((part) =>
    Object.hasOwn(known, part) ? isOperator(known[part]) : !(given.key instanceof Entity),
  );
  if (missing.length > 0) throw new IndexKeyError(definition.name, index.name, missing);
  const certain = primaryAttributes(mapper);
  for (const part of parts) {
    if (certain.has(part) || Object.hasOwn(changes, part)) continue;
    const name = builder.name(part);
    clauses.conditions.push(
      (known[part] ?? null) === null
        ? `attribute_not_exists(${name})`
        : `${name} = ${builder.attributeValue(part, known[part])}`,
    );
  }
  const model = definition.name;
  const texts = [
    formatIndexKey(index.pk, known, { model, kind: "partition" }),
    ...(index.sk ? [formatIndexKey(index.sk, known, { model, kind: "sort" })] : []),
  ];
  const left = texts.includes(undefined); // an absent part: the item leaves the index
  names.forEach((name, position) => {
    if (left) clauses.remove.push(builder.name(name));
    else clauses.set.push(`${builder.name(name)} = ${builder.value({ S: texts[position] ?? "" })}`);
  });
}

/** The attributes that make the primary key; none where the class computes its own. */
function primaryAttributes<Model>(mapper: EntityMapper<Model>): ReadonlySet<string> {
  const { key } = mapper.definition;
  return new Set([...templateAttributes(key?.pk), ...templateAttributes(key?.sk)]);
}

function isRemoval(change: unknown): boolean {
  return change === null || (isOperator(change) && change[OPERATOR] === "remove");
}

function definedOf(changes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(changes).filter(([, change]) => change !== undefined));
}
