import { serviceError } from "../../src/errors/transport-errors.js";
import type { BatchPlan, BatchTarget } from "../../src/operation/batch-target.js";
import { DueHeap } from "../../src/operation/due-heap.js";
import type { Effect, Program, Settled } from "../../src/operation/effect.js";
import { Flow } from "../../src/operation/flow.js";
import { randomFrom } from "./random.js";
import type { SimulatedTable } from "./simulated-table.js";

/** Writes numbers as items of one unit; nothing of it costs time. */
export const NUMBERS: BatchPlan<number> & BatchTarget = {
  caller: "simulation",
  tableName: () => "simulated",
  mapper: {
    definition: { name: "Simulated" },
    storedKey: (item) => ({ pk: "S" in (item.PK ?? {}) ? String(Object(item.PK).S) : "", sk: "s" }),
  },
  key: (element) => ({ pk: String(element), sk: "s" }),
  work: (element) => ({
    json: Buffer.from(JSON.stringify({ PK: { S: String(element) } })),
    isItem: true,
    bytes: 1_000,
  }),
};

/** Something that happens at a time. */
interface Event {
  readonly notBefore: number;
  readonly run: () => void;
}

/** One process that runs a program. */
interface Worker {
  readonly program: Program<unknown>;
  readonly flow: Flow;
  readonly settled: Settled[];
  /** Counts its waits, so that the end of one that is over already is told from that of the next. */
  waits: number;
  waiting: boolean;
}

/** Milliseconds that a request takes there and back, with a little of chance. */
const ROUND_TRIP_MS = 8;

/**
 * Runs programs as processes of their own, side by side, against one table in virtual time. Answers
 * the time at which the last one ended, in milliseconds from 0. The same seed gives the same run.
 */
export function simulate(
  programs: readonly Program<unknown>[],
  table: SimulatedTable,
  seed: number,
): number {
  const random = randomFrom(seed);
  const events = new DueHeap<Event>();
  const at = (notBefore: number, run: () => void): void => events.push({ notBefore, run });
  let time = 0;

  const perform = (worker: Worker, effect: Effect): { answer: unknown } | undefined => {
    switch (effect.type) {
      case "now":
        return { answer: time };
      case "random":
        return { answer: random() };
      case "flow":
        return { answer: worker.flow };
      case "start": {
        const half = (ROUND_TRIP_MS / 2) * (0.5 + random());
        at(time + half, () => {
          const reply = table.write(effect.request, time);
          const { ticket } = effect;
          at(time + half, () => {
            worker.settled.push(
              reply === undefined ? { ticket, error: THROTTLED } : { ticket, reply },
            );
            if (worker.waiting) resume(worker, worker.settled.shift());
          });
        });
        return { answer: undefined };
      }
      case "next": {
        const ready = worker.settled.shift();
        if (ready !== undefined || effect.withinMs <= 0) return { answer: ready };
        worker.waiting = true;
        worker.waits += 1;
        const wait = worker.waits;
        if (effect.withinMs < Number.POSITIVE_INFINITY) {
          at(time + effect.withinMs, () => {
            if (worker.waiting && worker.waits === wait) resume(worker, undefined);
          });
        }
        return undefined;
      }
      default:
        throw new Error(`A batch does not ask for ${effect.type}.`);
    }
  };
  const resume = (worker: Worker, answer: unknown): void => {
    worker.waiting = false;
    let step = worker.program.next(answer);
    while (!step.done) {
      const performed = perform(worker, step.value);
      if (performed === undefined) return;
      step = worker.program.next(performed.answer);
    }
  };

  for (const program of programs) {
    const worker = { program, flow: new Flow(), settled: [], waits: 0, waiting: false };
    // Processes are not started at the very same moment.
    at(random() * 50, () => resume(worker, undefined));
  }
  for (let event = events.pop(); event !== undefined; event = events.pop()) {
    time = event.notBefore;
    event.run();
  }
  return time;
}

const THROTTLED = serviceError({
  service: "ProvisionedThroughputExceededException",
  serviceMessage: "The level of configured provisioned throughput for the table was exceeded.",
  statusCode: 400,
});
