import { type Bounds, type Effect, next, now, type Program, start } from "./effect.js";

/** One of the programs that run side by side. */
interface Lane<Result> {
  readonly program: Program<Result>;
  readonly index: number;
  /** When it is to go on, while it sleeps. */
  wakeAt: number | undefined;
}

/**
 * Runs programs side by side in one: while one waits for a reply, the others go on. Answers their
 * results in the order of the programs; the first error ends all.
 */
export function* together<Result>(
  programs: readonly Program<Result>[],
  concurrency: number,
  bounds: Bounds,
): Program<Result[]> {
  const results: Result[] = [];
  const waiting = programs.map(
    (program, index): Lane<Result> => ({ program, index, wakeAt: undefined }),
  );
  const open = new Map<number, Lane<Result>>();
  while (waiting.length > 0 || open.size > 0) {
    for (let lane = waiting[0]; lane !== undefined && open.size < concurrency; lane = waiting[0]) {
      waiting.shift();
      open.set(lane.index, lane);
      yield* advance(lane, lane.program.next(), open, results);
    }
    const time = yield* now();
    let patience = Number.POSITIVE_INFINITY;
    for (const lane of [...open.values()]) {
      if (lane.wakeAt === undefined) continue;
      // A call that is over wakes them all: they see it before they send anything.
      const due = lane.wakeAt <= time || bounds.signal?.aborted === true;
      if (!due) patience = Math.min(patience, lane.wakeAt - time);
      else yield* advance(lane, lane.program.next(), open, results);
      if (due) patience = 0;
    }
    if (open.size === 0) continue;
    const settled = yield* next(patience, bounds.signal);
    if (settled === undefined) continue;
    const lane = open.get(settled.ticket);
    if (lane === undefined) continue;
    const step =
      "reply" in settled ? lane.program.next(settled.reply) : lane.program.throw(settled.error);
    yield* advance(lane, step, open, results);
  }
  return results;
}

/** Goes on with a program until it waits or ends. */
function* advance<Result>(
  lane: Lane<Result>,
  first: IteratorResult<Effect, Result>,
  open: Map<number, Lane<Result>>,
  results: Result[],
): Program<void> {
  lane.wakeAt = undefined;
  let step = first;
  while (!step.done) {
    const effect = step.value;
    if (effect.type === "sleep") {
      lane.wakeAt = (yield* now()) + effect.ms;
      return;
    }
    let answer: unknown;
    try {
      if (effect.type === "send") {
        yield* start(lane.index, effect.request, effect.bounds);
        return;
      }
      answer = yield effect;
    } catch (error) {
      step = lane.program.throw(error);
      continue;
    }
    step = lane.program.next(answer);
  }
  results[lane.index] = step.value;
  open.delete(lane.index);
}
