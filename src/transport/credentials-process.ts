import { CredentialsError } from "../errors/transport-errors.js";
import { fromFields } from "./credentials-fields.js";
import { readJson } from "./credentials-request.js";
import type { Environment } from "./environment.js";
import type { Credentials } from "./transport.js";

/** Long enough for a program that asks a person for a code. */
const TIMEOUT_MS = 60_000;

/**
 * Runs the profile's `credential_process` by the shell and reads its answer (AWS SDK reference,
 * "Process credential provider"). Its output never appears in errors.
 */
export async function processCredentials(
  profile: string,
  command: string,
  { env }: Environment,
): Promise<Credentials> {
  const source = `The credential_process of profile ${profile}`;
  const { exec } = await import("node:child_process");
  const output = await new Promise<string>((resolve, reject) => {
    const options = { env: { ...env }, timeout: TIMEOUT_MS, windowsHide: true };
    exec(command, options, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(new CredentialsError(`${source} failed with ${error.signal ?? error.code}.`));
    });
  });
  const answer = readJson(source, output);
  if (answer.Version !== 1) {
    throw new CredentialsError(`${source} must answer with "Version": 1.`);
  }
  return fromFields(source, answer);
}
