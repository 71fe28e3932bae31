import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigurationError } from "../errors/errors.js";
import { MonotableError } from "../errors/monotable-error.js";
import type { Table } from "../table/table.js";
import type { Config } from "./config.js";

/** The names that are looked for, in this order. */
const FILES = ["ts", "mts", "js", "mjs"].map((extension) => `monotable.config.${extension}`);

/** The option that every command with a config has: for `parseArgs`. */
export const CONFIG_OPTION = { config: { type: "string" } } as const;

/** Its line in the help of such a command. */
export const CONFIG_HELP = `  --config FILE     the configuration; ${FILES[0]} (or .mts, .js, .mjs) when left out`;

/**
 * Loads the configuration from the file that is given, or else from the working directory.
 * @throws ConfigurationError that says what to do
 */
export async function loadConfig(file: string | undefined): Promise<Config> {
  const path = resolve(file ?? FILES.find((name) => existsSync(name)) ?? missing());
  return checkConfig(await importFile(path, "default"), path);
}

/** Does what a command does with the table, connected as the configuration says, and closes it. */
export async function withTable<Answer>(
  { table, connect }: Config,
  work: (table: Table) => Promise<Answer>,
): Promise<Answer> {
  const target = typeof connect === "function" ? await connect() : connect;
  if (target !== undefined) table.connect(target);
  try {
    return await work(table);
  } finally {
    await table.close();
  }
}

function missing(): never {
  throw new ConfigurationError(
    `There is no ${FILES[0]} here (nor .mts, .js, .mjs): write one, whose default export is ` +
      "`defineConfig({ table, models: [...] })`, or name yours with --config.",
  );
}

/**
 * An export of a file, JavaScript or TypeScript.
 * @throws ConfigurationError for a file that is not there or cannot be loaded
 */
export async function importFile(path: string, name: string): Promise<unknown> {
  if (!existsSync(path)) throw new ConfigurationError(`There is no file ${path}.`);
  try {
    if (/\.m?ts$/.test(path)) await registerTsx(path);
    const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(path).href);
    // A TypeScript file in a package that is not `"type": "module"` comes as CommonJS, one level down.
    return Object(module.default)[name] ?? module[name];
  } catch (cause) {
    if (MonotableError.is(cause)) throw cause;
    throw new ConfigurationError(`${path} cannot be loaded: ${reasonOf(cause)}`, { cause });
  }
}

/** Has tsx, where the project has it, read TypeScript: more of it than Node's own type stripping. */
async function registerTsx(path: string): Promise<void> {
  let tsx: string;
  try {
    tsx = createRequire(path).resolve("tsx");
  } catch {
    return;
  }
  await import(pathToFileURL(tsx).href); // what `node --import tsx` does
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ERR_UNKNOWN_FILE_EXTENSION"
    ? "this Node.js does not read TypeScript. Install tsx in the project (npm install --save-dev tsx), use Node.js 22.18 or later, or write the configuration in JavaScript."
    : message;
}

/** @throws ConfigurationError for a default export that is no configuration */
function checkConfig(given: unknown, path: string): Config {
  const { table, models } = Object(given) as { readonly [name in keyof Config]?: unknown };
  if (typeof Object(table).parseKey !== "function") {
    throw new ConfigurationError(
      `${path} has no configuration as its default export: \`defineConfig({ table, models: [...] })\`.`,
    );
  }
  if (!Array.isArray(models) || !models.every((model) => typeof model === "function")) {
    throw new ConfigurationError(`${path}: models is an array of the classes of its models.`);
  }
  return given as Config; // as far as can be told without a call
}
