import { Worker, type WorkerOptions } from "node:worker_threads";

/** What can befall a worker thread from within. */
export type Fate = "exit" | "throw" | "out of memory" | "loop";

/** Runs ahead of the worker's own source and brings its fate on when a broadcast says so. */
const prelude = (channel: string) => `{
  const { BroadcastChannel } = require("node:worker_threads");
  const orders = new BroadcastChannel(${JSON.stringify(channel)});
  orders.onmessage = ({ data: fate }) => {
    if (fate === "exit") process.exit(1);
    if (fate === "throw") throw new RangeError("a defect");
    const kept = [];
    for (;;) if (fate === "out of memory") kept.push(Array.from({ length: 1000 }, String));
  };
  orders.unref();
}
`;

/** Gives the order from a thread of its own: the thread that makes the calls is blocked. */
const COMMANDER = `
  const { BroadcastChannel, parentPort, workerData } = require("node:worker_threads");
  const orders = new BroadcastChannel(workerData.channel);
  parentPort.on("message", ({ fate, afterMs }) => {
    setTimeout(() => {
      workerData.struckAt[0] = process.hrtime.bigint();
      orders.postMessage(fate);
    }, afterMs);
  });
`;

export interface WorkerCommander {
  /** To be given to the bridge: its threads then obey. */
  readonly spawn: (source: string, options: WorkerOptions) => Worker;
  /** The threads started so far. */
  readonly workers: readonly Worker[];
  /** Strikes all running threads some time from now, also while the caller is blocked. */
  strike(fate: Fate, afterMs: number): void;
  /** Milliseconds since the last strike. */
  sinceStrikeMs(): number;
  close(): Promise<void>;
}

let channels = 0;

export function createWorkerCommander(): WorkerCommander {
  channels += 1;
  const channel = `commanded-worker-${channels}`;
  const struckAt = new BigInt64Array(new SharedArrayBuffer(8));
  const commander = new Worker(COMMANDER, {
    eval: true,
    execArgv: [],
    workerData: { channel, struckAt },
  });
  const workers: Worker[] = [];
  return {
    workers,
    spawn(source, options) {
      const resourceLimits = { maxOldGenerationSizeMb: 64 }; // so that running out of memory is quick
      const worker = new Worker(prelude(channel) + source, { ...options, resourceLimits });
      workers.push(worker);
      return worker;
    },
    strike: (fate, afterMs) => commander.postMessage({ fate, afterMs }),
    sinceStrikeMs: () => Number(process.hrtime.bigint() - Atomics.load(struckAt, 0)) / 1e6,
    async close() {
      await commander.terminate();
    },
  };
}
