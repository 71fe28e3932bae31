import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { ConfigurationError } from "../../errors/errors.js";
import type { Terminal } from "../command.js";

interface Kept<State> {
  readonly table: string;
  readonly state: State;
}

/** How far a command that goes through a file has come with a table, kept in a file beside it. */
export class Checkpoint<State extends object> {
  /** The file that it is kept in. */
  readonly path: string;
  readonly #command: string;
  readonly #table: string;

  constructor(file: string, command: "export" | "import", table: string) {
    this.path = `${file}.${command}-state`;
    this.#command = command;
    this.#table = table;
  }

  /**
   * Where an earlier run has come to; `undefined` to begin.
   * @throws ConfigurationError unless the two agree: nothing is begun again, or gone on with, unasked;
   *   and where the earlier run was of another table
   */
  read(resume: boolean): State | undefined {
    const isThere = existsSync(this.path);
    if (isThere && !resume) {
      throw new ConfigurationError(
        `An earlier run was stopped: go on with --resume, or remove ${this.path} to begin anew.`,
      );
    }
    if (!isThere && resume) {
      throw new ConfigurationError(`There is nothing to resume: no ${this.path}.`);
    }
    if (!isThere) return undefined;
    const { table, state } = JSON.parse(readFileSync(this.path, "utf8")) as Kept<State>; // as `keep` wrote it
    if (table !== this.#table) {
      throw new ConfigurationError(
        `The ${this.#command} to resume is of the table ${table}, not of ${this.#table}: name its ` +
          `configuration with --config, or remove ${this.path} to begin anew.`,
      );
    }
    return state;
  }

  /** Says how to go on, where there is something to go on with. */
  hint(terminal: Terminal): void {
    if (existsSync(this.path)) terminal.complain("Go on with --resume.");
  }

  /** Replaces the file whole: it is never half written. */
  keep(state: State): void {
    const kept: Kept<State> = { table: this.#table, state };
    writeFileSync(`${this.path}~`, JSON.stringify(kept));
    renameSync(`${this.path}~`, this.path);
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }
}
