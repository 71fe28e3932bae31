import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { loadSharedConfig } from "../../../src/transport/aws-config.js";
import { chainCredentials } from "../../../src/transport/credentials.js";
import type { Credentials } from "../../../src/transport/transport.js";
import { type NullReply, type NullServer, startNullServer } from "../../support/null-server.js";

export const NOW = Date.parse("2026-01-01T00:00:00Z");
export const EXPIRATION = "2026-01-01T01:00:00Z";

/** What every service of these tests gives, and how it says so. */
export const TEMPORARY: Credentials = {
  accessKeyId: "temporary",
  secretAccessKey: "a+/&b=",
  sessionToken: "token==",
  expiration: new Date(EXPIRATION),
};
export const JSON_KEYS = {
  AccessKeyId: "temporary",
  SecretAccessKey: "a+/&b=",
  Token: "token==",
  Expiration: EXPIRATION,
};

/** No error may quote these. */
const SECRETS = ["a+/&b=", "a+/&amp;b=", "token==", "bearer", "hidden"];

/** Switches the EC2 metadata service off, which a test machine may or may not have. */
export const OFF = { AWS_EC2_METADATA_DISABLED: "true" };

/** A home folder and a server of credentials, new for each test of the file that asks. */
export interface CredentialFixture {
  readonly home: string;
  readonly server: NullServer;
  /** What the server answers, one after the other. */
  replies: readonly NullReply[];
  /** Writes a file of the home folder. */
  write(name: string, text: string): Promise<void>;
  chain(
    env: Readonly<Record<string, string | undefined>>,
    options?: { readonly profile?: string; readonly local?: boolean },
  ): Promise<Credentials>;
}

export function useCredentialFixture(): CredentialFixture {
  let home = "";
  let server: NullServer | undefined;
  const fixture: CredentialFixture = {
    get home() {
      return home;
    },
    get server() {
      if (server === undefined) throw new Error("The server runs only in tests.");
      return server;
    },
    replies: [],
    write: (name, text) => writeFile(join(home, ...name.split("/")), text),
    async chain(env, { profile, local = false } = {}) {
      const environment = { env, homedir: () => home, now: () => NOW };
      const config = await loadSharedConfig(environment);
      return chainCredentials({ environment, config, profile, region: "eu-west-1", local });
    },
  };
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "monotable-credentials-"));
    await mkdir(join(home, ".aws", "sso", "cache"), { recursive: true });
    fixture.replies = [];
    server = await startNullServer((_, index) => fixture.replies[index] ?? { status: 404 });
  });
  afterEach(async () => {
    await server?.stop();
    await rm(home, { recursive: true, force: true });
  });
  return fixture;
}

/** Code and message of what the work fails with; never a secret. */
export async function failure(
  work: Promise<unknown>,
): Promise<{ readonly code: unknown; readonly message: string }> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("It did not fail.");
  for (const secret of SECRETS) expect(error.message).not.toContain(secret);
  return { code: Reflect.get(error, "code"), message: error.message };
}
