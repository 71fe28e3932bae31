import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

// The SDK warns of the version of Node each time it is loaded.
export const ENVIRONMENT = { ...process.env, NODE_NO_WARNINGS: "1" };

/** Starts a module, given by its URL, as a process of its own; `first` is the first message that it sends. */
export async function start(module, { args = [], execArgv = [] } = {}) {
  const child = fork(fileURLToPath(module), args.map(String), { execArgv, env: ENVIRONMENT });
  const failed = once(child, "exit").then(([code]) => {
    const what = [module.pathname.split("/").at(-1), ...args].join(" ");
    throw new Error(`${what} ended with ${code} before it said anything.`);
  });
  failed.catch(() => undefined);
  const [first] = await Promise.race([once(child, "message"), failed]);
  return { child, first };
}

/** Runs a module to its end and gives the one message that it sends. */
export async function run(module, options) {
  const { child, first } = await start(module, options);
  if (child.exitCode === null) await once(child, "exit");
  return first;
}
