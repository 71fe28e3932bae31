import type { Item } from "../codec/attribute-value.js";
import type { EntityMapper } from "../codec/entity-mapper.js";
import { touchesMarkers } from "../codec/unique-marker.js";
import { isOutdated } from "../codec/upgrade-item.js";
import { ArgumentError } from "../errors/errors.js";
import { AmbiguousWriteError, EntityTypeError } from "../errors/stored-errors.js";
import type { WireObject } from "../transport/transport.js";
import { attempt } from "./attempt.js";
import type { OperationContext } from "./context.js";
import { boundsOf, type Program } from "./effect.js";
import { isAmbiguous, isConditionFailure } from "./failure.js";
import { getOrThrow } from "./get.js";
import { writeAlone } from "./transact.js";
import {
  type Known,
  planUpdate,
  type Returning,
  type UpdateOptions,
  type UpdatePlan,
} from "./update-plan.js";
import { writeUpgrade } from "./write-upgrade.js";

/** How often an update is planned anew because what was known of the item no longer holds. */
const MAX_PLANS = 8;

/** The entity as it was before an update, and as it is stored now. */
export interface BeforeAndAfter<Model> {
  readonly old: Model;
  readonly new: Model;
}

/** What an update gives. */
export type Updated<Model, Returned extends Returning> = Returned extends "both"
  ? BeforeAndAfter<Model>
  : Model;

/**
 * Changes attributes of a stored item and gives the entity as it is stored now. Never makes an
 * item. The key of every index that the changes touch is computed anew.
 * @throws NotFoundError, ConditionFailedError, IndexKeyError, EntityTypeError, VersionConflictError,
 *   AmbiguousWriteError
 */
export function* update<Model>(
  context: OperationContext<Model>,
  key: unknown,
  changes: Readonly<Record<string, unknown>>,
  options: UpdateOptions<Model> | undefined,
): Program<Model | BeforeAndAfter<Model>> {
  const { definition } = context.mapper;
  const isMarked = touchesMarkers(definition, Object.keys(changes ?? {}));
  if (isMarked && (options?.returning ?? "new") !== "new") {
    throw new ArgumentError(
      `${definition.name}.update: an update of unique attributes gives the new entity only.`,
    );
  }
  if (options?.exact || isMarked) {
    yield* writeAlone(() => planUpdate(context, key, changes, options), options);
    return yield* getOrThrow(context, key, { ...options, consistent: true, expired: true });
  }
  let known: Known | undefined;
  for (let plans = 1; ; plans++) {
    const plan: UpdatePlan = yield* planUpdate(context, key, changes, options, known);
    const outcome = yield* carryOut(context, plan, options);
    if (!("refusedBy" in outcome)) return entityOf(context, plan, outcome.attributes, options);
    const { refusedBy } = outcome;
    if (refusedBy && plans < MAX_PLANS && isOutdated(refusedBy, context.mapper.definition)) {
      context.mapper.checkType(refusedBy);
      yield* writeUpgrade(context, refusedBy, boundsOf(options));
      known = undefined;
      continue;
    }
    known = refusedBy && plans < MAX_PLANS ? plan.overcome(refusedBy) : undefined;
    if (known === undefined) throw plan.refusal(refusedBy);
  }
}

/** The attributes that the reply gives, or the stored item that refuses the update. */
type Outcome = { readonly attributes: Item } | { readonly refusedBy: Item | undefined };

function* carryOut<Model>(
  context: OperationContext<Model>,
  plan: UpdatePlan,
  options: UpdateOptions<Model> | undefined,
): Program<Outcome> {
  const { counts, model } = plan;
  const input: WireObject = { ...plan.input, ReturnValues: returnValues(options) };
  const request = { operation: "UpdateItem", input };
  const { reply, error, replayed } = yield* attempt(request, boundsOf(options), !counts);
  // UpdateItem's documented reply with ReturnValues
  if (reply !== undefined) return { attributes: (reply.Attributes ?? {}) as Item };
  if (counts && isAmbiguous(error)) {
    throw new AmbiguousWriteError(model, "update", { cause: error });
  }
  if (!isConditionFailure(error)) throw error;
  const stored = error.item as Item | undefined; // DynamoDB JSON, as the transport says
  // After a lost reply, what refuses this write may be this write.
  const isMine = replayed && isOwn(context.mapper, plan, stored);
  if (isMine && (options?.returning ?? "new") === "new") return { attributes: stored };
  if (isMine || (replayed && isInDoubt(context.mapper, plan, stored))) {
    throw new AmbiguousWriteError(model, "update", { cause: error });
  }
  return { refusedBy: stored };
}

/** DynamoDB gives one state; what an update makes of the old one is known. */
function returnValues(options: UpdateOptions<never> | undefined): "ALL_NEW" | "ALL_OLD" {
  return (options?.returning ?? "new") === "new" ? "ALL_NEW" : "ALL_OLD";
}

function entityOf<Model>(
  { mapper }: OperationContext<Model>,
  plan: UpdatePlan,
  attributes: Item,
  options: UpdateOptions<Model> | undefined,
): Model | BeforeAndAfter<Model> {
  const entity = mapper.decode(attributes);
  if (options?.returning !== "both") return entity;
  return { old: entity, new: mapper.decode(plan.applied(attributes)) };
}

function isOwn<Model>(
  mapper: EntityMapper<Model>,
  { write }: UpdatePlan,
  stored: Item | undefined,
): stored is Item {
  return write !== undefined && stored !== undefined && mapper.writeOf(stored) === write;
}

/** Whether an attempt whose reply was lost may have been carried out, and others have written since. */
function isInDoubt<Model>(
  mapper: EntityMapper<Model>,
  plan: UpdatePlan,
  stored: Item | undefined,
): boolean {
  const { expected } = plan;
  if (stored === undefined) return expected !== undefined;
  if (mapper.typeOf(stored) !== plan.model) return false;
  return !plan.missed(stored) && !(plan.refusal(stored) instanceof EntityTypeError);
}
