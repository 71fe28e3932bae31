import { AREAS } from "./cases/all.js";
import { runCase } from "./run-case.js";
import { type Server, sdkServer } from "./server.js";
import { CREATE_SHARED_TABLES, SHARED_TABLES } from "./tables.js";

/** What a server got wrong, by the name of the case. */
export interface Result {
  readonly cases: number;
  readonly failures: ReadonlyMap<string, string>;
}

/**
 * Runs every case on a server that has none of the shared tables.
 * @param hanging cases that the server does not come back from: wrong, without being run
 */
export async function runAll(
  endpoint: string,
  hanging: ReadonlySet<string> = new Set(),
): Promise<Result> {
  const server = sdkServer(endpoint);
  try {
    await createTables(server);
    const failures = new Map<string, string>();
    let cases = 0;
    for (const [area, members] of Object.entries(AREAS)) {
      for (const one of members) {
        cases++;
        const name = `${area}: ${one.name}`;
        const problem = hanging.has(name) ? "does not answer" : await runCase(server, one);
        if (problem !== undefined) failures.set(name, problem);
      }
    }
    return { cases, failures };
  } finally {
    for (const TableName of SHARED_TABLES.keys()) {
      await server.send({ operation: "DeleteTable", input: { TableName } });
    }
    server.close();
  }
}

async function createTables(server: Server): Promise<void> {
  for (const request of CREATE_SHARED_TABLES) {
    const outcome = await server.send(request);
    if (outcome.kind === "refusal") throw new Error(`${outcome.name}: ${outcome.message}`);
  }
}

/** The share of cases that were right, in percent with one decimal. */
export function percentage({ cases, failures }: Result): number {
  return Math.floor(((cases - failures.size) / cases) * 1000) / 10;
}
