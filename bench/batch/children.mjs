import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Starts a module of this folder as a process of its own; `first` is the first message that it sends. */
export async function start(module, { args = [], execArgv = [] } = {}) {
  const path = fileURLToPath(new URL(module, import.meta.url));
  // The SDK warns of the version of Node each time it is loaded.
  const env = { ...process.env, NODE_NO_WARNINGS: "1" };
  const child = fork(path, args.map(String), { execArgv, env });
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`${module} ended with ${code} before it said anything.`);
  });
  failed.catch(() => undefined);
  const [first] = await Promise.race([once(child, "message"), failed]);
  return { child, first };
}

/** Runs a module of this folder to its end and gives the one message that it sends. */
export async function run(module, options) {
  const { child, first } = await start(module, options);
  if (child.exitCode === null) await once(child, "exit");
  return first;
}
