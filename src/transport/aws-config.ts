import { ConfigurationError } from "../errors/errors.js";
import type { Environment } from "./environment.js";

/** One section; a nested setting is named with a dot (`dynamodb.endpoint_url`). */
export type ConfigSection = ReadonlyMap<string, string>;

/** The shared AWS files, read once. */
export interface SharedConfig {
  /** Settings of a profile; those of the credentials file win. Undefined when it is in no file. */
  profile(name: string): ConfigSection | undefined;
  /** A section of the config file that is no profile, such as `services` or `sso-session`. */
  section(kind: "services" | "sso-session", name: string): ConfigSection | undefined;
  /** The files that were looked at, for messages. */
  readonly paths: readonly string[];
}

/** Splits an INI file into sections, their headers as written but with single spaces. */
export function parseIni(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let parent = "";
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/(^|\s)[#;].*$/, "").trimEnd();
    const header = /^\[([^\]]+)\]$/.exec(line.trim())?.[1];
    if (header !== undefined) {
      const name = header.trim().replace(/\s+/g, " ").replace(/["']/g, "");
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      continue;
    }
    const equals = line.indexOf("=");
    if (equals < 0 || section === undefined) continue;
    const key = line.slice(0, equals).trim().toLowerCase();
    const value = line.slice(equals + 1).trim();
    const nested = /^\s/.test(line) && parent !== "";
    if (!nested) parent = value === "" ? key : "";
    section.set(nested ? `${parent}.${key}` : key, value);
  }
  return sections;
}

async function readIfThere(path: string): Promise<string> {
  const { readFile } = process.getBuiltinModule("node:fs/promises");
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (["ENOENT", "ENOTDIR", "EACCES", "EPERM"].includes(String(code))) return "";
    throw new ConfigurationError(`Cannot read the AWS settings in ${path}: ${String(code)}.`);
  }
}

/**
 * Reads `~/.aws/config` and `~/.aws/credentials` (or AWS_CONFIG_FILE and
 * AWS_SHARED_CREDENTIALS_FILE). Files that are not there count as empty.
 */
export async function loadSharedConfig({ env, homedir }: Environment): Promise<SharedConfig> {
  const { join } = process.getBuiltinModule("node:path");
  const path = (set: string | undefined, file: string) =>
    (set || join("~", ".aws", file)).replace(/^~(?=[/\\])/, () => homedir());
  const configPath = path(env.AWS_CONFIG_FILE, "config");
  const credentialsPath = path(env.AWS_SHARED_CREDENTIALS_FILE, "credentials");
  const [config, credentials] = (
    await Promise.all([readIfThere(configPath), readIfThere(credentialsPath)])
  ).map(parseIni);

  return {
    profile(name) {
      const general =
        config?.get(`profile ${name}`) ?? (name === "default" ? config?.get(name) : undefined);
      const secret = credentials?.get(name);
      if (general === undefined && secret === undefined) return undefined;
      return new Map([...(general ?? []), ...(secret ?? [])]);
    },
    section: (kind, name) => config?.get(`${kind} ${name}`),
    paths: [configPath, credentialsPath],
  };
}
