import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { localTarget, type Target } from "./target.js";

/** A DynamoDB of the demo's own. */
export interface Engine {
  readonly target: Target;
  stop(): Promise<void>;
}

/** Ends with its input, so that it never outlives the demo, however that ends. */
const PROGRAM = `
  const server = require("dynalite")({ createTableMs: 0 });
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
  process.stdin.on("end", () => process.exit()).resume();
`;

/** Starts dynalite, a DynamoDB in memory, in a process of its own. */
export async function startEngine(): Promise<Engine> {
  const child = spawn(process.execPath, ["-e", PROGRAM], {
    cwd: import.meta.dirname, // where `require` starts to look
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  const port = await Promise.race([
    once(createInterface(child.stdout), "line").then(([line]) => Number(line)),
    exit.then(([code]) => Promise.reject(new Error(`dynalite ended at once, code ${code}.`))),
  ]);
  return {
    target: localTarget(`http://127.0.0.1:${port}`),
    async stop() {
      child.stdin.end();
      await exit;
    },
  };
}
