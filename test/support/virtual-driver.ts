import type { Effect, Program, Settled } from "../../src/operation/effect.js";
import { Flow } from "../../src/operation/flow.js";
import type { Flows } from "../../src/operation/flows.js";
import type { TransportRequest, WireObject } from "../../src/transport/transport.js";

/** A world without I/O and with a clock that only waiting moves. */
export interface World {
  /** Milliseconds since 1970. */
  time: number;
  /** What the service answers; what it throws is the attempt's error. */
  readonly serve: (request: TransportRequest, index: number) => WireObject;
  readonly random?: () => number;
  /** What is known of the tables; nothing when left out. */
  readonly flows?: Flows;
  /** Milliseconds that a request takes. */
  readonly latencyMs?: number;
}

/** What a program did in a world. */
export interface Run<Result> {
  readonly result?: Result;
  readonly error?: unknown;
  readonly requests: readonly TransportRequest[];
  /** Every wait of the program: sleeps, and waits for something to settle that took time. */
  readonly waits: readonly number[];
}

/** Runs a program to its end in virtual time. */
export function drive<Result>(program: Program<Result>, world: World): Run<Result> {
  const requests: TransportRequest[] = [];
  const waits: number[] = [];
  const inFlight: { readonly at: number; readonly settled: Settled }[] = [];
  const latency = world.latencyMs ?? 1;

  const pass = (ms: number): void => {
    if (ms <= 0) return;
    waits.push(ms);
    world.time += ms;
  };
  const serve = (request: TransportRequest): WireObject => {
    requests.push(request);
    return world.serve(request, requests.length - 1);
  };
  const settle = (ticket: number, request: TransportRequest): Settled => {
    try {
      return { ticket, reply: serve(request) };
    } catch (error) {
      return { ticket, error };
    }
  };

  const perform = (effect: Effect): unknown => {
    switch (effect.type) {
      case "send":
        world.time += latency;
        return serve(effect.request);
      case "start":
        inFlight.push({ at: world.time + latency, settled: settle(effect.ticket, effect.request) });
        return undefined;
      case "next": {
        const first = inFlight[0];
        const until = world.time + effect.withinMs;
        if (first !== undefined && first.at <= until) {
          inFlight.shift();
          pass(first.at - world.time);
          return first.settled;
        }
        if (until === Number.POSITIVE_INFINITY) throw new Error("The program waits for ever.");
        pass(effect.withinMs);
        return undefined;
      }
      case "sleep":
        return pass(effect.ms);
      case "pull":
        return effect.iterator.next();
      case "flow":
        return world.flows?.of(effect.operation, effect.table) ?? new Flow();
      case "now":
        return world.time;
      case "random":
        return world.random?.() ?? 0.5;
    }
  };

  try {
    let step = program.next();
    while (!step.done) {
      let answer: unknown;
      try {
        answer = perform(step.value);
      } catch (error) {
        step = program.throw(error);
        continue;
      }
      step = program.next(answer);
    }
    return { result: step.value, requests, waits };
  } catch (error) {
    return { error, requests, waits };
  }
}
