import type { Item } from "../codec/attribute-value.js";
import type { StoredKey } from "../codec/entity-mapper.js";
import {
  type Claim,
  claimsOf,
  freeGuard,
  guarded,
  MARKER,
  markerItem,
  ownerOf,
  sameKey,
  unchangedGuard,
} from "../codec/unique-marker.js";
import { CursorError } from "../errors/stored-errors.js";
import { MARKER_TYPE, type ModelDefinition } from "../model/definition.js";
import { request } from "./attempt.js";
import type { OperationContext } from "./context.js";
import { type Bounds, boundsOf, type CallOptions, type Program } from "./effect.js";
import { randomText } from "./random-text.js";
import { sendTransaction } from "./send-transaction.js";
import { together } from "./together.js";
import { reasonsOf } from "./transaction-reasons.js";

/** Something wrong with the markers of unique attributes. */
export interface UniqueProblem {
  /**
   * `missing`: an entity has no marker; `orphaned`: a marker has no entity; `duplicate`: two
   * entities have one value, which is for a person to decide.
   */
  readonly kind: "missing" | "orphaned" | "duplicate";
  /** The attributes of the constraint. */
  readonly attributes: readonly string[];
  /** The entity that has no marker, or that a marker without one names. */
  readonly key: StoredKey;
  /** Of duplicates, the entity that has the marker. */
  readonly other: StoredKey | undefined;
  readonly repaired: boolean;
}

/** How far a check has come. */
export interface UniqueProgress {
  readonly entities: number;
  readonly markers: number;
  readonly missing: number;
  readonly orphaned: number;
  readonly duplicates: number;
  readonly repaired: number;
  /** Goes on from here as `after`; `undefined` at the end. */
  readonly cursor: string | undefined;
}

export interface CheckUniqueOptions extends CallOptions {
  /** Makes missing markers and deletes orphaned ones; what is only told when left out. */
  readonly repair?: boolean | undefined;
  /** The `cursor` of a check that was broken off. */
  readonly after?: string | undefined;
  /** Told of every problem as it is found. */
  readonly onProblem?: ((problem: UniqueProblem) => void) | undefined;
  /** Told after every page that was read. */
  readonly onProgress?: ((progress: UniqueProgress) => void) | undefined;
}

/** Items looked at side by side. */
const CONCURRENCY = 16;

/**
 * Compares the markers of a model's unique attributes with its items: reads the whole table, and
 * each marker and item that belong together. Repairs hold only for what was read.
 * @throws CursorError
 */
export function* checkUnique<Model>(
  context: OperationContext<Model>,
  options: CheckUniqueOptions | undefined,
): Program<UniqueProgress> {
  const { definition } = context.mapper;
  const { table, name } = definition;
  const check = new Check(context, options);
  const counts = { entities: 0, markers: 0, missing: 0, orphaned: 0, duplicates: 0, repaired: 0 };
  let position = positionOf(options?.after);
  do {
    const input = {
      TableName: context.tableName(),
      FilterExpression: "#type = :model OR (#type = :marker AND #unique.#model = :model)",
      ExpressionAttributeNames: {
        "#type": table.attributes.type,
        "#unique": MARKER,
        "#model": "model",
      },
      ExpressionAttributeValues: { ":model": { S: name }, ":marker": { S: MARKER_TYPE } },
      ConsistentRead: true,
      ...(position === undefined ? {} : { ExclusiveStartKey: position }),
    };
    const reply = yield* request("Scan", input, check.bounds);
    const items = (reply.Items ?? []) as Item[]; // Scan's documented reply
    const programs = items.map((item) => check.item(item));
    const found = (yield* together(programs, CONCURRENCY, check.bounds)).flat();
    for (const item of items) counts[ownerOf(item) === undefined ? "entities" : "markers"] += 1;
    for (const problem of found) {
      counts[problem.kind === "duplicate" ? "duplicates" : problem.kind] += 1;
      if (problem.repaired) counts.repaired += 1;
      options?.onProblem?.(problem);
    }
    position = reply.LastEvaluatedKey as Item | undefined; // likewise
    options?.onProgress?.({ ...counts, cursor: cursorOf(position) });
  } while (position !== undefined);
  return { ...counts, cursor: undefined };
}

class Check {
  readonly bounds: Bounds;
  readonly #definition: ModelDefinition;
  readonly #tableName: string;
  readonly #repair: boolean;

  constructor(
    context: OperationContext<never> | OperationContext<unknown>,
    options: CheckUniqueOptions | undefined,
  ) {
    this.#definition = context.mapper.definition;
    this.#tableName = context.tableName();
    this.#repair = options?.repair === true;
    this.bounds = boundsOf(options);
  }

  *item(item: Item): Program<UniqueProblem[]> {
    const owner = ownerOf(item);
    if (owner !== undefined) return yield* this.#marker(item, owner);
    const problems: UniqueProblem[] = [];
    for (const claim of claimsOf(this.#definition, item)) {
      const problem = yield* this.#claim(item, claim);
      if (problem !== undefined) problems.push(problem);
    }
    return problems;
  }

  /** Whether an entity's value has its marker. */
  *#claim(item: Item, claim: Claim): Program<UniqueProblem | undefined> {
    const key = this.#keyOf(item);
    const owner = ownerOf(yield* this.#get(claim.key));
    if (sameKey(owner, key)) return undefined;
    // It may have been written since the page was read.
    const current = yield* this.#get(key);
    if (!this.#holds(current, claim.key)) return undefined;
    const { attributes } = claim.unique;
    const other = owner && (yield* this.#get(owner));
    if (owner !== undefined && this.#holds(other, claim.key)) {
      return { kind: "duplicate", attributes, key, other: owner, repaired: false };
    }
    const Item = markerItem(this.#definition, claim, key);
    const owners = owner === undefined ? [] : [owner];
    const put = this.#guarded({ Item }, freeGuard(this.#definition, owners, undefined));
    const repaired = yield* this.#repairBy([
      { Put: put },
      { ConditionCheck: this.#unchanged(key, current) },
      ...(owner === undefined ? [] : [{ ConditionCheck: this.#unchanged(owner, other) }]),
    ]);
    return { kind: "missing", attributes, key, other: undefined, repaired };
  }

  /** Whether a marker has its entity. */
  *#marker(marker: Item, owner: StoredKey): Program<UniqueProblem[]> {
    const key = this.#keyOf(marker);
    const item = yield* this.#get(owner);
    if (this.#holds(item, key) || !sameKey(ownerOf(yield* this.#get(key)), owner)) return [];
    const repaired = yield* this.#repairBy([
      {
        Delete: this.#guarded(
          { Key: this.#key(key) },
          freeGuard(this.#definition, [owner], undefined),
        ),
      },
      { ConditionCheck: this.#unchanged(owner, item) },
    ]);
    const stored = marker[MARKER];
    const list = stored !== undefined && "M" in stored ? stored.M.attributes : undefined;
    const attributes =
      list !== undefined && "L" in list ? list.L.map((name) => ("S" in name ? name.S : "")) : [];
    return [{ kind: "orphaned", attributes, key: owner, other: undefined, repaired }];
  }

  #holds(item: Item | undefined, marker: StoredKey): boolean {
    const { name, table } = this.#definition;
    const type = item?.[table.attributes.type];
    if (type === undefined || !("S" in type) || type.S !== name) return false;
    return claimsOf(this.#definition, item).some(({ key }) => sameKey(key, marker));
  }

  *#get(key: StoredKey): Program<Item | undefined> {
    const input = { TableName: this.#tableName, Key: this.#key(key), ConsistentRead: true };
    return (yield* request("GetItem", input, this.bounds)).Item as Item | undefined; // documented reply
  }

  #key({ pk, sk }: StoredKey): Item {
    const { keys } = this.#definition.table;
    return { [keys.pk]: { S: pk }, [keys.sk]: { S: sk } };
  }

  #keyOf(item: Item): StoredKey {
    const { keys } = this.#definition.table;
    const text = (name: string): string => {
      const value = item[name];
      return value !== undefined && "S" in value ? value.S : "";
    };
    return { pk: text(keys.pk), sk: text(keys.sk) };
  }

  #unchanged(key: StoredKey, read: Item | undefined): object {
    return this.#guarded({ Key: this.#key(key) }, unchangedGuard(this.#definition, read));
  }

  #guarded(input: object, guard: Parameters<typeof guarded>[1]): object {
    return guarded({ TableName: this.#tableName, ...input }, guard);
  }

  /** Whether a repair was carried out; not where the items have changed since they were read. */
  *#repairBy(actions: readonly object[]): Program<boolean> {
    if (!this.#repair) return false;
    const input = { TransactItems: actions, ClientRequestToken: yield* randomText() };
    try {
      yield* sendTransaction("TransactWriteItems", input, this.bounds);
      return true;
    } catch (error) {
      if (reasonsOf(error) === undefined) throw error;
      return false;
    }
  }
}

function cursorOf(position: Item | undefined): string | undefined {
  return position && Buffer.from(JSON.stringify(position)).toString("base64url");
}

function positionOf(after: string | undefined): Item | undefined {
  if (after === undefined) return undefined;
  try {
    const position: unknown = JSON.parse(Buffer.from(after, "base64url").toString());
    if (typeof position === "object" && position !== null) return position as Item; // the service checks it
  } catch {
    // It is no JSON.
  }
  throw new CursorError("checkUnique: this cursor is damaged; pass one that onProgress gave.");
}
