import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const PROGRAM = fileURLToPath(
  new URL("dist/cli/main.js", import.meta.resolve("monotable/package.json")),
);

export interface ProgramOptions {
  /** The configuration. */
  readonly config: string;
  readonly cwd?: string;
  /** Where DynamoDB is. */
  readonly endpoint: string;
}

/** What `npx monotable` prints, whatever its status. */
export async function monotable(line: string, { config, cwd, endpoint }: ProgramOptions) {
  const args = [PROGRAM, ...line.split(" "), "--config", config];
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: "local",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  };
  const run = promisify(execFile)(process.execPath, args, { cwd, env });
  const { stdout }: { readonly stdout: string } = await run.catch((failure) => failure);
  return stdout.trimEnd();
}
