import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answers, freePort } from "./child-engine.js";
import { installDynamoDBLocal, JAVA, localArguments } from "./dynamodb-local.js";

/** A DynamoDB Local that keeps its items on disk and can be killed and started again, on one port. */
export interface KillableLocal {
  readonly endpoint: string;
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>;
  /** Starts it again; resolves when it answers. */
  start(): Promise<void>;
  remove(): Promise<void>;
}

export async function createKillableLocal(): Promise<KillableLocal> {
  const folder = await installDynamoDBLocal();
  // Memory outlives the process that is killed, and waits for no disk.
  const parent = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const directory = await mkdtemp(join(parent, "monotable-local-"));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  process.once("exit", () => child?.kill("SIGKILL"));
  return {
    endpoint,
    kill,
    async start() {
      const options = ["-dbPath", directory, "-sharedDb", "-port", String(port)];
      child = spawn(JAVA, localArguments(options), { cwd: folder, stdio: "ignore" });
      const limit = performance.now() + 60_000;
      while (!(await answers(endpoint))) {
        if (performance.now() > limit)
          throw new Error("DynamoDB Local did not answer within 60 s.");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async remove() {
      await kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
