import { ArgumentError } from "../errors/errors.js";
import { EntityTypeError } from "../errors/stored-errors.js";
import { isOnUnknown, type OnUnknown, type UnknownItem } from "../model/unknown-items.js";

/** @throws ArgumentError */
export function checkOnUnknown(handling: unknown, what: string): OnUnknown {
  if (isOnUnknown(handling)) return handling;
  throw new ArgumentError(`${what}: onUnknown is "throw", "skip" or a function.`);
}

/** Deals with an item of another model: throws, or leaves it out. @throws EntityTypeError */
export function meetUnknown(
  unknown: UnknownItem,
  expected: readonly string[],
  handling: OnUnknown,
): void {
  if (handling === "throw") {
    const wanted = expected.join(" or ");
    throw new EntityTypeError(wanted, unknown.type, messageOf(unknown, wanted));
  }
  if (handling !== "skip") handling(unknown);
}

function messageOf({ type, declared }: UnknownItem, wanted: string): string {
  const way = 'or say what becomes of such items: onUnknown: "skip" or a function';
  if (type === undefined) {
    return `Expected an item of ${wanted}, found one that does not say its type; ${way}.`;
  }
  return declared
    ? `Expected an item of ${wanted}, found one of ${type}: add ${type} to the models, ${way}.`
    : `Expected an item of ${wanted}, found one of ${type}, which is no model that the table ` +
        `knows here: import it, ${way}.`;
}
