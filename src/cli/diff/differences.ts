import type { KeyNames } from "../../model/definition.js";
import type { IndexDescription } from "../../table/describe.js";
import type { Infra } from "../infra/infra.js";
import type { LiveTable } from "./live-table.js";

/** Something that models need of a table, and that it lacks or has otherwise. */
export interface Difference {
  readonly kind: "missing" | "different";
  readonly what: "table" | "key" | "index" | "ttl" | "stream";
  /** Of an index. */
  readonly name?: string;
  /** What the models need. */
  readonly expected: string;
  /** What there is instead. */
  readonly found?: string;
  /** The models that use the index. */
  readonly models?: readonly string[];
}

/** What a table lacks, or has otherwise than its models need. What it has beside is its own matter. */
export function differencesOf(
  { table, stream }: Infra,
  live: LiveTable | undefined,
): readonly Difference[] {
  if (live === undefined) return [{ kind: "missing", what: "table", expected: table.name }];
  return [
    ...compared("key", keysText(table.keys), keysText(live.keys, live)),
    ...table.indexes.flatMap((index) => differencesOfIndex(index, live)),
    ...(table.ttl === undefined ? [] : compared("ttl", table.ttl, live.ttl)),
    ...(stream ? compared("stream", "NEW_AND_OLD_IMAGES", live.stream) : []),
  ];
}

function differencesOfIndex(
  { name, keys, models }: IndexDescription,
  live: LiveTable,
): readonly Difference[] {
  const found = live.indexes.get(name);
  const text =
    found && `${keysText(found.keys, live)} with ${found.projection} attributes, ${found.status}`;
  return compared("index", `${keysText(keys)} with ALL attributes, ACTIVE`, text).map(
    (difference) => ({ ...difference, name, models }),
  );
}

function compared(
  what: Difference["what"],
  expected: string,
  found: string | undefined,
): readonly Difference[] {
  if (found === undefined) return [{ kind: "missing", what, expected }];
  return found === expected ? [] : [{ kind: "different", what, expected, found }];
}

/** The names of a key, and the types of those that are no text. */
function keysText({ pk, sk }: KeyNames, live?: LiveTable): string {
  const names = sk === undefined ? [pk] : [pk, sk];
  return names
    .map((name) => {
      const type = live?.otherTypes.get(name);
      return type === undefined ? name : `${name}:${type}`;
    })
    .join(" / ");
}
