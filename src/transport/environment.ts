/** What a transport takes from the machine it runs on; tests give their own. */
export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homedir: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The running process: nothing is read before it is asked for. */
export const processEnvironment: Environment = {
  env: process.env,
  homedir: () => process.getBuiltinModule("node:os").homedir(),
  now: Date.now,
};
