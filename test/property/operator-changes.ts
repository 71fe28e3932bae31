import fc from "fast-check";
import { add, append, prepend, remove, set, setIfMissing, subtract } from "../../src/index.js";
import { count, element, list, map, members, name, type State, text } from "./operator-state.js";

/** Changes of one attribute and what they make of it; `refused` where they meet nothing to change. */
export interface Change {
  readonly changes: object;
  readonly apply: (state: State) => State | "refused";
}

/** A change of one place: as it is written, and what it makes of what is there. */
interface Step<Value> {
  readonly to: unknown;
  readonly makes: (stored: Value | undefined) => Value | undefined;
}

function steps<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Step<Value>> {
  return fc.oneof(
    value.map((to): Step<Value> => ({ to, makes: () => to })),
    value.map((to): Step<Value> => ({ to: set(to), makes: () => to })),
    value.map((to): Step<Value> => ({ to: setIfMissing(to), makes: (stored) => stored ?? to })),
    fc.constant<Step<Value>>({ to: remove(), makes: () => undefined }),
  );
}

const numberSteps = fc.oneof(
  steps(count),
  count.map((by): Step<number> => ({ to: add(by), makes: (stored) => (stored ?? 0) + by })),
);

type Members = ReadonlySet<string>;

const setSteps = fc.oneof(
  steps<Members>(members),
  members.map(
    (by): Step<Members> => ({
      to: add(by),
      makes: (stored) => new Set([...(stored ?? []), ...by]),
    }),
  ),
  members.map(
    (by): Step<Members> => ({
      to: subtract(by),
      makes(stored) {
        const left = [...(stored ?? [])].filter((member) => !by.has(member));
        return left.length === 0 ? undefined : new Set(left);
      },
    }),
  ),
);

type List = readonly string[];

const listSteps = fc.oneof(
  steps<List>(list),
  list.map((by): Step<List> => ({ to: append(by), makes: (now) => [...(now ?? []), ...by] })),
  list.map((by): Step<List> => ({ to: prepend(by), makes: (now) => [...by, ...(now ?? [])] })),
);

/** An element of a list that has to be stored. */
const elementChange: fc.Arbitrary<Change> = fc
  .tuple(fc.nat(3), fc.option(element), fc.boolean())
  .map(([index, value, byPath]) => {
    const to = value ?? remove();
    return {
      changes: byPath ? { [`log[${index}]`]: to } : { log: { [index]: to } },
      apply(state) {
        if (state.log === undefined) return "refused";
        const log = [...state.log];
        if (value === null) log.splice(index, 1);
        else log[Math.min(index, log.length)] = value;
        return { ...state, log };
      },
    };
  });

/** Changes inside of a map, which is made where it is missing and something is to be in it. */
const mapChange: fc.Arbitrary<Change> = fc
  .record({ x: numberSteps, y: steps(text), z: numberSteps }, { requiredKeys: [] })
  .filter((inside) => Object.keys(inside).length > 0)
  .chain((inside) => fc.boolean().map((byPath) => ({ inside, byPath })))
  .map(({ inside: { x, y, z }, byPath }) => ({
    changes: byPath
      ? {
          ...(x && { "map.x": x.to }),
          ...(y && { "map.y": y.to }),
          ...(z && { "map.deep.z": z.to }),
        }
      : {
          map: { ...(x && { x: x.to }), ...(y && { y: y.to }), ...(z && { deep: { z: z.to } }) },
        },
    apply(state) {
      const deepZ = z ? z.makes(state.map?.deep?.z) : state.map?.deep?.z;
      const deep =
        state.map?.deep === undefined && deepZ === undefined ? undefined : clean({ z: deepZ });
      const next = clean({
        x: x ? x.makes(state.map?.x) : state.map?.x,
        y: y ? y.makes(state.map?.y) : state.map?.y,
        deep,
      });
      if (state.map === undefined && Object.keys(next).length === 0) return state;
      return { ...state, map: next };
    },
  }));

const countsChange: fc.Arbitrary<Change> = fc
  .tuple(name, numberSteps, fc.boolean())
  .map(([key, step, byPath]) => ({
    changes: byPath
      ? { [`counts[${JSON.stringify(key)}]`]: step.to }
      : { counts: Object.fromEntries([[key, step.to]]) },
    apply(state) {
      const made = step.makes(state.counts?.get(key));
      if (state.counts === undefined && made === undefined) return state;
      const counts = new Map(state.counts);
      if (made === undefined) counts.delete(key);
      else counts.set(key, made);
      return { ...state, counts };
    },
  }));

function whole<Name extends keyof State>(
  attribute: Name,
  step: fc.Arbitrary<Step<NonNullable<State[Name]>>>,
): fc.Arbitrary<Change> {
  return step.map(({ to, makes }) => ({
    changes: { [attribute]: to },
    apply: (state) => clean({ ...state, [attribute]: makes(state[attribute] ?? undefined) }),
  }));
}

const wholeMap = map.map(
  (to): Change => ({ changes: { map: set(to) }, apply: (state) => ({ ...state, map: to }) }),
);

/** Changes of any attributes, each changed once. */
export const change: fc.Arbitrary<Change> = fc
  .record(
    {
      n: whole("n", numberSteps),
      text: whole("text", steps(text)),
      tags: whole("tags", setSteps),
      log: fc.oneof(whole("log", listSteps), elementChange),
      map: fc.oneof({ weight: 3, arbitrary: mapChange }, wholeMap),
      counts: countsChange,
    },
    { requiredKeys: [] },
  )
  .map((all) => Object.values(all))
  .filter((all) => all.length > 0)
  .map((all) => ({
    changes: Object.assign({}, ...all.map(({ changes }) => changes)) as object, // of objects
    apply: (state) =>
      all.reduce<State | "refused">(
        (made, { apply }) => (made === "refused" ? made : apply(made)),
        state,
      ),
  }));

function clean<Value extends object>(value: Value): Value {
  const kept = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(kept) as Value; // optional ones are left out
}
