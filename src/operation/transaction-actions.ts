import type { Item } from "../codec/attribute-value.js";
import { keyText, type StoredKey } from "../codec/entity-mapper.js";
import {
  type Claim,
  claimsOf,
  freeGuard,
  guarded,
  markerItem,
  ownerOf,
  sameKey,
  sameMarks,
  unchangedGuard,
} from "../codec/unique-marker.js";
import type { MonotableError } from "../errors/monotable-error.js";
import { UniqueConstraintError } from "../errors/unique-error.js";
import type { ModelDefinition } from "../model/definition.js";
import type { WireObject } from "../transport/transport.js";
import { request } from "./attempt.js";
import { type Bounds, now, type Program } from "./effect.js";
import { epochSeconds } from "./read-item.js";
import { together } from "./together.js";
import type { ActionKind, WritePlan } from "./write-plan.js";

/** One action of a transaction: an operation's own, or one that keeps a marker of its item. */
export interface Action {
  readonly kind: ActionKind;
  readonly key: StoredKey;
  readonly input: WireObject & { readonly TableName: string };
  /** The position of the operation that it belongs to. */
  readonly index: number;
  /** What a refused condition is reported as; `undefined` where planning anew may get over it. */
  refusal(stored: Item | undefined): MonotableError | undefined;
}

/** Items read at a time. */
const CONCURRENCY = 16;

/** A marker that operations of one transaction give up, take, or both. */
interface Change {
  readonly definition: ModelDefinition;
  readonly tableName: string;
  readonly claim: Claim;
  readonly index: number;
  readonly owners: readonly StoredKey[];
  readonly taker: StoredKey | undefined;
}

/**
 * The actions of a transaction. Of models with unique attributes the stored items are read for it,
 * and the actions hold only as long as those values stay.
 * @param foreign markers, by the texts of their keys, that were found to be another item's
 * @throws UniqueConstraintError where two operations take one value
 */
export function* actionsOf(
  plans: readonly WritePlan[],
  foreign: Set<string>,
  bounds: Bounds,
): Program<readonly Action[]> {
  const stored = yield* together(
    plans.map((plan) => storedFor(plan, bounds)),
    CONCURRENCY,
    bounds,
  );
  const seconds = epochSeconds(yield* now());
  const changes = new Map<string, Change>();
  const own = plans.map((plan, index): Action => {
    const { kind, key, unique } = plan;
    const refusal = (item: Item | undefined) => plan.refusal(item);
    if (unique === undefined) return { kind, key, input: plan.input, index, refusal };
    const { definition } = unique;
    const read = stored[index];
    const isStale = (item: Item | undefined): boolean =>
      (item === undefined || isOf(definition, item)) &&
      !(plan.operation === "create" && read === undefined) &&
      !sameMarks(definition, item, read);
    collect(changes, plan, unique.after(read), { index, read });
    return {
      kind,
      key,
      input: guarded(plan.input, unchangedGuard(definition, read)),
      index,
      refusal: (item) => (isStale(item) ? undefined : plan.refusal(item)),
    };
  });
  const markers = [...changes]
    .filter(([text, { taker }]) => taker !== undefined || !foreign.has(text))
    .map(([text, change]) => markerAction(change, seconds, () => foreign.add(text)));
  return [...own, ...markers];
}

/** The stored item whose markers a write may change; read only where that matters. */
function* storedFor(
  { unique, key, input, operation }: WritePlan,
  bounds: Bounds,
): Program<Item | undefined> {
  if (unique === undefined) return undefined;
  const { table } = unique.definition;
  // What is created was not there, or has expired.
  if (operation === "create" && table.ttl === undefined) return undefined;
  const read = {
    TableName: input.TableName,
    Key: { [table.keys.pk]: { S: key.pk }, [table.keys.sk]: { S: key.sk } },
    ConsistentRead: true,
  };
  const item = (yield* request("GetItem", read, bounds)).Item as Item | undefined; // documented reply
  // Another model's item has no markers of this one; the operation itself refuses it.
  return item !== undefined && isOf(unique.definition, item) ? item : undefined;
}

function isOf({ name, table }: ModelDefinition, item: Item): boolean {
  const type = item[table.attributes.type];
  return type !== undefined && "S" in type && type.S === name;
}

function collect(
  changes: Map<string, Change>,
  { key, model, input, unique }: WritePlan,
  next: Item | undefined,
  { index, read }: { readonly index: number; readonly read: Item | undefined },
): void {
  if (unique === undefined) return;
  const { definition } = unique;
  const before = claimsOf(definition, read);
  const after = claimsOf(definition, next);
  const find = (claims: readonly Claim[], { key: marker }: Claim): Claim | undefined =>
    claims.find((claim) => sameKey(claim.key, marker));
  const put = (claim: Claim, takes: boolean): void => {
    const text = JSON.stringify([input.TableName, keyText(claim.key)]);
    const other = changes.get(text);
    if (takes && other?.taker !== undefined) {
      throw new UniqueConstraintError(model, claim.unique.attributes, other.taker);
    }
    changes.set(text, {
      definition,
      tableName: input.TableName,
      claim: takes || other === undefined ? claim : other.claim,
      index: takes || other === undefined ? index : other.index,
      owners: [...(other?.owners ?? []), key],
      taker: takes ? key : other?.taker,
    });
  };
  for (const claim of before) if (find(after, claim) === undefined) put(claim, false);
  for (const claim of after) {
    const same = find(before, claim);
    if (same === undefined || JSON.stringify(same.ttl) !== JSON.stringify(claim.ttl)) {
      put(claim, true);
    }
  }
}

function markerAction(change: Change, seconds: number, setForeign: () => void): Action {
  const { definition, tableName: TableName, claim, index, owners, taker } = change;
  const { keys } = definition.table;
  const { key } = claim;
  if (taker === undefined) {
    const Key = { [keys.pk]: { S: key.pk }, [keys.sk]: { S: key.sk } };
    return {
      kind: "Delete",
      key,
      input: guarded({ TableName, Key }, freeGuard(definition, owners, undefined)),
      index,
      refusal() {
        setForeign(); // it is left to whose it is
        return undefined;
      },
    };
  }
  const Item = markerItem(definition, claim, taker);
  return {
    kind: "Put",
    key,
    input: guarded({ TableName, Item }, freeGuard(definition, owners, seconds)),
    index,
    refusal: (marker) =>
      new UniqueConstraintError(definition.name, claim.unique.attributes, ownerOf(marker)),
  };
}
