import { ArgumentError } from "../errors/errors.js";
import { checkLength, encodePart, type KeyContext, ownValue } from "./key-codec.js";
import { afterPrefix, before, bytesOver, compareKeys, lowerLast } from "./key-order.js";
import type { KeyAttribute, KeyTemplate } from "./key-template.js";
import { isOperator, OPERATOR, type Operator } from "./operator.js";

/** The sort keys that a query reads; bounds are inclusive, in UTF-8 byte order. */
export type SortRange =
  | { readonly type: "all" }
  | { readonly type: "none" }
  | { readonly type: "equals"; readonly value: string }
  | { readonly type: "beginsWith"; readonly prefix: string }
  | { readonly type: "between"; readonly lower: string; readonly upper: string }
  | { readonly type: "atLeast"; readonly lower: string };

type Given = Readonly<Record<string, unknown>>;

/**
 * The range of sort keys whose values are the given ones, exactly: whole parts, no filter needed.
 *
 * Attributes are given from left to right, the last may be an operator; one that is undefined is
 * not given. A raw part that does not end the key compares as it is stored, with the `#` after it.
 * @throws ArgumentError for attributes that do not fit the template, KeyError for their values.
 */
export function sortRange(template: KeyTemplate, given: Given, context: KeyContext): SortRange {
  checkGiven(template, given, context);
  let head = "";
  for (const [place, part] of template.parts.entries()) {
    if (part.type === "literal") {
      head += part.text;
      continue;
    }
    const value = ownValue(given, part.name);
    if (value === undefined) return startingWith(checkLength(template, head, context));
    if (isOperator(value)) {
      return operatorRange(siteAt(template, place, part, head, context), value);
    }
    head += encodePart(template, part, value, context);
  }
  return { type: "equals", value: checkLength(template, head, context) };
}

function checkGiven(template: KeyTemplate, given: Given, context: KeyContext): void {
  const fail = (problem: string): never => {
    throw new ArgumentError(`${context.model}: the sort key "${template.text}" ${problem}`);
  };
  const names = template.parts.flatMap((part) => (part.type === "attribute" ? [part.name] : []));
  const unknown = Object.keys(given).find(
    (name) => given[name] !== undefined && !names.includes(name),
  );
  if (unknown !== undefined) {
    fail(`has no attribute ${unknown}; it has ${names.join(", ") || "none at all"}.`);
  }
  let missing: string | undefined;
  let ranged: string | undefined;
  for (const name of names) {
    const value = ownValue(given, name);
    if (value === undefined) missing ??= name;
    else if (missing !== undefined) {
      fail(`is given ${name} without ${missing}; give its attributes from left to right.`);
    } else if (ranged !== undefined) {
      fail(`is given ${name} after an operator for ${ranged}; only the last can be an operator.`);
    } else if (isOperator(value)) ranged = name;
  }
}

/** The part that an operator is for, between the text before it and the literal after it. */
interface Site {
  readonly template: KeyTemplate;
  readonly context: KeyContext;
  readonly head: string;
  readonly part: KeyAttribute;
  readonly tail: string;
  /** Whether no other attribute follows: head, value and tail are then the whole key. */
  readonly endsKey: boolean;
}

function siteAt(
  template: KeyTemplate,
  place: number,
  part: KeyAttribute,
  head: string,
  context: KeyContext,
): Site {
  const next = template.parts[place + 1];
  const tail = next?.type === "literal" ? next.text : "";
  return { template, context, head, part, tail, endsKey: place + 2 >= template.parts.length };
}

function operatorRange(site: Site, operator: Operator<string, unknown>): SortRange {
  const [first, second] = operator.operands;
  switch (operator[OPERATOR]) {
    case "gte":
      return range(startOf(site, first), ceiling(site));
    case "gt":
      return range(pastStart(site, startOf(site, first)), ceiling(site));
    case "lte":
      return range(floor(site), through(site, startOf(site, first)));
    case "lt":
      return lessThan(site, first);
    case "between":
      return range(startOf(site, first), through(site, startOf(site, second)));
    case "beginsWith":
      if (site.part.width === 0 && typeof first === "string") return partBeginningWith(site, first);
      return refuse(site, operator, ", which is for strings only; use between, gte or lt.");
    default:
      return refuse(site, operator, "; use lt, lte, gt, gte, between or beginsWith.");
  }
}

function refuse(
  { template, context, part }: Site,
  operator: Operator<string, unknown>,
  why: string,
): never {
  throw new ArgumentError(
    `${context.model}: the sort key "${template.text}" cannot compare ${part.name} with ` +
      `${operator[OPERATOR]}${why}`,
  );
}

/** What every key with this value starts with: the whole key, or all of it up to the next value. */
function startOf(site: Site, value: unknown): string {
  const encoded = encodePart(site.template, site.part, value, site.context);
  return checkLength(site.template, site.head + encoded + site.tail, site.context);
}

/** The bound that takes in the keys with this start and none above them. */
function through(site: Site, start: string): string | undefined {
  return site.endsKey ? start : afterPrefix(start, site.template.maxBytes);
}

/** The bound that leaves out the keys with this start and none above them. */
function pastStart({ endsKey, part, template }: Site, start: string): string | undefined {
  if (endsKey) {
    // A longer value goes on with anything where raw, with characters above "$" where encoded.
    const next = start + (part.format === "raw" ? "\u0000" : "$");
    if (bytesOver(next, template.maxBytes) === undefined) return next;
  }
  return afterPrefix(start, template.maxBytes);
}

function lessThan(site: Site, value: unknown): SortRange {
  const { part, template } = site;
  const start = startOf(site, value);
  if (part.format !== "raw" && start === site.head + leastValue(part) + site.tail) {
    return { type: "none" };
  }
  if (!site.endsKey) return range(floor(site), start); // no key is a start alone: the value is out
  // Where all values have one length, the next lower text of that length is bound enough.
  const isFixed = part.width > 0 || value instanceof Date;
  return range(floor(site), isFixed ? lowerLast(start) : before(start, template.maxBytes));
}

function partBeginningWith({ template, context, head, part }: Site, value: string): SortRange {
  if (value === "") return startingWith(head);
  const prefix = head + encodePart(template, part, value, context);
  return startingWith(checkLength(template, prefix, context));
}

/** The least bound that keeps to the entity, and to the values given before this one. */
function floor({ head, part }: Site): string {
  return head === "" ? leastValue(part) : head; // a key condition takes no empty text
}

/** The greatest bound that does; undefined where nothing comes before the value. */
function ceiling({ head, template }: Site): string | undefined {
  return afterPrefix(head, template.maxBytes);
}

function leastValue(part: KeyAttribute): string {
  switch (part.format) {
    case "text":
      return "%00";
    case "width":
      return "0".repeat(part.width);
    case "number":
      return "0010000000000000"; // -Number.MAX_VALUE
    case "raw":
      return "\u0000";
  }
}

function startingWith(prefix: string): SortRange {
  return prefix === "" ? { type: "all" } : { type: "beginsWith", prefix };
}

function range(lower: string | undefined, upper: string | undefined): SortRange {
  if (lower === undefined) return { type: "none" };
  if (upper === undefined) return { type: "atLeast", lower };
  return compareKeys(lower, upper) > 0 ? { type: "none" } : { type: "between", lower, upper };
}
