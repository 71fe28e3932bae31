import { sortableBinary, sortableText } from "../bytes.js";
import { compareText } from "../compare.js";
import { invalid, invalidParameter } from "../exception.js";
import { compareNumbers } from "../number.js";
import type { Layer } from "./layer.js";

/** How the members of a kind of set are ordered, and refused. */
export interface SetKind {
  readonly empty: string;
  compare(a: string, b: string): number;
  /** What is said of a member that is there twice, of the members in the order they were sent. */
  repeated(members: readonly string[], layer: Layer): Error;
}

export const STRINGS: SetKind = {
  empty: "An string set  may not be empty",
  compare: (a, b) => compareText(sortableText(a), sortableText(b)),
  repeated(members, { older }) {
    const list = older ? members.join(", ") : upToRepeat(members, STRINGS).map(quoted).join(", ");
    return invalidParameter(`Input collection [${list}] contains duplicates.`);
  },
};

export const NUMBERS: SetKind = {
  empty: "An number set  may not be empty",
  compare: compareNumbers,
  repeated: (_, { older }) =>
    older
      ? invalid("Input collection contains duplicates")
      : invalidParameter("Input collection contains duplicates."),
};

export const BINARIES: SetKind = {
  empty: "Binary sets should not be empty",
  compare: (a, b) => compareText(sortableBinary(a), sortableBinary(b)),
  repeated(members, { older }) {
    const list = older ? members.join(", ") : upToRepeat(members, BINARIES).map(quoted).join(",");
    return invalidParameter(`Input collection [${list}]of type BS contains duplicates.`);
  },
};

/** Sorts checked members. */
export function setOf(members: string[], kind: SetKind, layer: Layer): readonly string[] {
  if (members.length === 0) throw invalidParameter(kind.empty);
  if (new Set(members).size < members.length) throw kind.repeated(members, layer);
  return members.sort(kind.compare);
}

/** The members in order up to the first that is there twice, then this one and the rest as sent. */
function upToRepeat(members: readonly string[], { compare }: SetKind): readonly string[] {
  const end = members.findIndex((member, i) => members.indexOf(member) < i);
  return [...members.slice(0, end).sort(compare), ...members.slice(end)];
}

function quoted(member: string): string {
  return JSON.stringify(member);
}
