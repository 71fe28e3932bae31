import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { type Engine, startChildEngine } from "./child-engine.js";

/** The npm package that carries DynamoDB Local 2.x; its bytes are pinned below. */
const PACKAGE = "amplify-dynamodb-simulator@2.9.30";
const INTEGRITY =
  "xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==";

/** DynamoDB Local needs Java 17 on the PATH. */
export const JAVA: string = "java";

const run = promisify(execFile);

function cacheFolder(): string {
  return resolve(process.env.MONOTABLE_CACHE ?? "node_modules/.cache/monotable");
}

/** Downloads DynamoDB Local on first use; runs side by side may do so at once. */
export async function installDynamoDBLocal(): Promise<string> {
  const folder = join(cacheFolder(), "dynamodb-local-2.9.30");
  if (existsSync(join(folder, "DynamoDBLocal.jar"))) return folder;
  await mkdir(cacheFolder(), { recursive: true });
  const work = await mkdtemp(join(cacheFolder(), "download-"));
  try {
    const windows = process.platform === "win32";
    await run("npm", ["pack", PACKAGE, "--silent", "--pack-destination", "."], {
      cwd: work,
      shell: windows,
    });
    const tarball = "amplify-dynamodb-simulator-2.9.30.tgz";
    const found = createHash("sha512")
      .update(await readFile(join(work, tarball)))
      .digest("base64");
    if (found !== INTEGRITY) throw new Error(`${PACKAGE} is not the pinned one: sha512-${found}`);
    await run("tar", ["-xzf", tarball, "package/emulator"], { cwd: work });
    await rename(join(work, "package", "emulator"), folder).catch((error: unknown) => {
      // Another run was faster; its copy is as good.
      if (!existsSync(join(folder, "DynamoDBLocal.jar"))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

/** Starts Amazon's DynamoDB Local, in memory, one database for all regions and credentials. */
export async function startDynamoDBLocal(): Promise<Engine> {
  const folder = await installDynamoDBLocal();
  return startChildEngine(
    "DynamoDB Local",
    JAVA,
    (port) => localArguments(["-inMemory", "-sharedDb", "-port", port]),
    { cwd: folder, missing: "there is no `java` on the PATH; install a Java 17 runtime" },
  );
}

/** What Java is started with. */
export function localArguments(options: readonly string[]): readonly string[] {
  const library = "-Djava.library.path=./DynamoDBLocal_lib";
  return ["-Xmx512m", library, "-jar", "DynamoDBLocal.jar", "-disableTelemetry", ...options];
}
