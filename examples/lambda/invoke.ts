import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

const RUNTIME = fileURLToPath(new URL("runtime.mjs", import.meta.url));

/** A handler in a process of its own, as in Lambda: nothing but its bundle, and its settings in the environment. */
export class LambdaProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;

  constructor(bundle: string, settings: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, [RUNTIME, bundle], {
      env: { AWS_REGION: "local", AWS_ACCESS_KEY_ID: "x", AWS_SECRET_ACCESS_KEY: "x", ...settings },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Calls the handler with an event; one at a time, as Lambda does. */
  async invoke(event: object): Promise<unknown> {
    this.#child.stdin.write(`${JSON.stringify(event)}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error("The handler's process has ended.");
    return JSON.parse(value);
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.stdin.end();
    await ended;
  }
}
