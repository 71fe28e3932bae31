import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { ConfigurationError } from "../../errors/errors.js";
import type { Terminal } from "../command.js";

/** How far a command that goes through a file has come, kept in a file beside it. */
export class Checkpoint<State extends object> {
  readonly #path: string;

  constructor(file: string, command: "export" | "import") {
    this.#path = `${file}.${command}-state`;
  }

  /**
   * Where an earlier run has come to; `undefined` to begin.
   * @throws ConfigurationError unless the two agree: nothing is begun again, or gone on with, unasked
   */
  read(resume: boolean): State | undefined {
    const isThere = existsSync(this.#path);
    if (isThere && !resume) {
      throw new ConfigurationError(
        `An earlier run was stopped: go on with --resume, or remove ${this.#path} to begin anew.`,
      );
    }
    if (!isThere && resume) {
      throw new ConfigurationError(`There is nothing to resume: no ${this.#path}.`);
    }
    return isThere ? (JSON.parse(readFileSync(this.#path, "utf8")) as State) : undefined; // as `keep` wrote it
  }

  /** Says how to go on, where there is something to go on with. */
  hint(terminal: Terminal): void {
    if (existsSync(this.#path)) terminal.complain("Go on with --resume.");
  }

  /** Replaces the file whole: it is never half written. */
  keep(state: State): void {
    writeFileSync(`${this.#path}~`, JSON.stringify(state));
    renameSync(`${this.#path}~`, this.#path);
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }
}
