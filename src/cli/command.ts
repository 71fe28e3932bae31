import type { Readable } from "node:stream";

/** Where a command reads and prints, and what ends it. */
export interface Terminal {
  /** Prints lines. */
  print(text: string): void;
  /** Writes as much as is to come, at the speed of who reads it. */
  write(text: string): Promise<void>;
  /** Prints lines for people, beside what is printed for programs. */
  complain(text: string): void;
  /** The standard input. */
  readonly input: Readable;
  /** Aborted where the command is to stop: Ctrl+C, or a signal to terminate. */
  readonly stop: AbortSignal;
}

/** A command of the program: `monotable NAME ...`. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly help: string;
  /**
   * Carries the command out; resolves when it has ended, with a status where that is not 0.
   * @throws UsageError where the arguments are wrong
   */
  run(args: readonly string[], terminal: Terminal): Promise<number | undefined>;
}

/** The command line is wrong: the program ends with status 2. */
export class UsageError extends Error {}
