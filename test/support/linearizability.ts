/** What is stored under a key: its version and its value; `undefined` where nothing is. */
export type Register = { readonly version: number; readonly value: number } | undefined;

/** An operation of a client on one key, and what the client was told. */
export interface Observed {
  /** When it began and ended, on one counter for all clients; `Infinity` where nobody was told. */
  readonly from: number;
  readonly to: number;
  readonly kind: "read" | "create" | "save" | "update" | "delete";
  /** What a write stores; of all writes, no two store the same. */
  readonly value?: number;
  /** What a save, update or deletion has to meet. */
  readonly expected?: Register;
  /** `unknown`: it may have been carried out, at any time after it began, or not at all. */
  readonly outcome: "ok" | "refused" | "unknown";
  /** What a read has found. */
  readonly found?: Register;
}

/** The register after an operation; `undefined` where it cannot have answered so then. */
function after(state: Register, operation: Observed): { readonly state: Register } | undefined {
  const { kind, outcome, value = 0 } = operation;
  if (kind === "read") return isSame(state, operation.found) ? { state } : undefined;
  const meets = isSame(state, kind === "create" ? undefined : operation.expected);
  if (outcome === "refused") return meets ? undefined : { state };
  if (!meets) return undefined;
  return { state: kind === "delete" ? undefined : { version: (state?.version ?? 0) + 1, value } };
}

function isSame(one: Register, other: Register): boolean {
  return one?.version === other?.version && one?.value === other?.value;
}

/**
 * Whether the operations on one key can be put in an order that respects real time and in which each
 * is answered as it was (Wing and Gong's search, with states that were seen left out).
 */
export function isLinearizable(history: readonly Observed[]): boolean {
  const operations = history.toSorted((a, b) => a.from - b.from);
  const certain = operations.filter(({ outcome }) => outcome !== "unknown").length;
  const done = new Set<number>();
  const seen = new Set<string>();
  const search = (state: Register, left: number): boolean => {
    if (left === 0) return true;
    const place = `${[...done].sort((a, b) => a - b).join()}|${state?.version}|${state?.value}`;
    if (seen.has(place)) return false;
    seen.add(place);
    // No operation comes before one that ended before it began.
    let earliestEnd = Number.POSITIVE_INFINITY;
    for (const [index, operation] of operations.entries()) {
      if (operation.from > earliestEnd) break;
      if (done.has(index)) continue;
      const next = after(state, operation);
      if (next !== undefined) {
        done.add(index);
        if (search(next.state, operation.outcome === "unknown" ? left : left - 1)) return true;
        done.delete(index);
      }
      earliestEnd = Math.min(earliestEnd, operation.to);
    }
    return false;
  };
  return search(undefined, certain);
}
