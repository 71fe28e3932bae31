import { Worker, type WorkerOptions } from "node:worker_threads";

/** What can befall a worker thread from within. */
export type Fate = "exit" | "throw" | "out of memory" | "loop" | "busy for 700 ms";

/** Runs ahead of the worker's own source and brings its fate on when a broadcast says so. */
const prelude = (channel: string) => `{
  const { BroadcastChannel, workerData } = require("node:worker_threads");
  const orders = new BroadcastChannel(${JSON.stringify(channel)});
  orders.onmessage = ({ data: fate }) => {
    Atomics.store(workerData.struckAt, 0, process.hrtime.bigint());
    Atomics.notify(workerData.struckAt, 0);
    if (fate === "exit") process.exit(1);
    if (fate === "throw") throw new RangeError("a defect");
    const kept = [];
    const until = fate === "busy for 700 ms" ? Date.now() + 700 : Infinity;
    while (Date.now() < until) {
      if (fate === "out of memory") kept.push(Array.from({ length: 1000 }, String));
    }
  };
  orders.unref();
}
`;

/** Gives the order from a thread of its own: the thread that makes the calls is blocked. */
const COMMANDER = `
  const { BroadcastChannel, parentPort, workerData } = require("node:worker_threads");
  const orders = new BroadcastChannel(workerData);
  parentPort.on("message", ({ fate, afterMs }) => {
    setTimeout(() => orders.postMessage(fate), afterMs);
  });
`;

export interface WorkerCommander {
  /** To be given to the bridge: its threads then obey. */
  readonly spawn: (source: string, options: WorkerOptions) => Worker;
  /** The threads started so far. */
  readonly workers: readonly Worker[];
  /** Strikes the running thread some time from now, be the caller blocked or not. */
  strike(fate: Fate, afterMs: number): void;
  /** Blocks until the thread has been struck. */
  waitForStrike(): void;
  /** Milliseconds since the thread was struck. */
  sinceStrikeMs(): number;
  close(): Promise<void>;
}

let channels = 0;

export function createWorkerCommander(): WorkerCommander {
  channels += 1;
  const channel = `commanded-worker-${channels}`;
  const commander = new Worker(COMMANDER, { eval: true, execArgv: [], workerData: channel });
  const struckAt = new BigInt64Array(new SharedArrayBuffer(8));
  const workers: Worker[] = [];
  return {
    workers,
    spawn(source, options) {
      const worker = new Worker(prelude(channel) + source, {
        ...options,
        workerData: { ...options.workerData, struckAt },
        // Running out of memory is to be quick, and not to end the process: the young generation's
        // default has Node 24 do so.
        resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 },
      });
      workers.push(worker);
      return worker;
    },
    strike(fate, afterMs) {
      Atomics.store(struckAt, 0, 0n);
      commander.postMessage({ fate, afterMs });
    },
    waitForStrike() {
      Atomics.wait(struckAt, 0, 0n, 5_000);
    },
    sinceStrikeMs: () => Number(process.hrtime.bigint() - Atomics.load(struckAt, 0)) / 1e6,
    async close() {
      await commander.terminate();
    },
  };
}
