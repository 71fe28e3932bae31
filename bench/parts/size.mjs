import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PEERS = fileURLToPath(new URL("../peers/", import.meta.url));
const CLIENT = "@aws-sdk/client-dynamodb";
const LIB = "@aws-sdk/lib-dynamodb";

/** What is bundled and installed to use each library; the SDK where it cannot do without. */
const LIBRARIES = {
  monotable: ["monotable"],
  DocumentClient: [CLIENT, LIB],
  electrodb: ["electrodb", CLIENT, LIB],
  "dynamodb-toolbox": ["dynamodb-toolbox", CLIENT, LIB],
  dynamoose: ["dynamoose"],
  onetable: ["dynamodb-onetable", CLIENT],
  "aws-lite": ["@aws-lite/client", "@aws-lite/dynamodb"],
  undici: ["undici"],
};
const SDK = ["@aws-sdk/*", "@smithy/*", "@aws/*"];

/**
 * Whole entries, minified and gzipped, without zod and the SDK, and with the SDK; what of the latter an
 * import loads, where the rest is in files that are loaded on demand; and what npm installs.
 */
export async function measureSizes() {
  const sizes = {};
  for (const [name, packages] of Object.entries(LIBRARIES)) {
    const own = packages.filter((module) => !module.startsWith("@aws-sdk/"));
    const external = ["zod", ...(name === "monotable" ? SDK : [])];
    sizes[name] = {
      ownBundle: own.length === 0 ? undefined : await bundleSize(own, [...SDK, "zod"]),
      bundle: await bundleSize(packages, external),
      atImport: await sizeAtImport(packages, external),
      installed: name === "monotable" ? packedSize() : installedSize(packages),
    };
  }
  return sizes;
}

async function bundleSize(packages, external) {
  const { outputFiles } = await bundle(packages, external, "./dist/bundled.js", {});
  return gzippedSize([outputFiles[0].contents]);
}

/** The entry that Node takes and what it imports statically, in as many files as it takes. */
async function sizeAtImport(packages, external) {
  const options = { splitting: true };
  const { outputFiles, metafile } = await bundle(packages, external, "./dist/index.js", options);
  const loaded = new Set([Object.keys(metafile.outputs).find((path) => /stdin\.js$/.test(path))]);
  for (const path of loaded) {
    for (const { kind, path: target, external } of metafile.outputs[path].imports) {
      if (kind === "import-statement" && !external) loaded.add(target);
    }
  }
  const isLoaded = (file) => loaded.has(relative(process.cwd(), file.path).replaceAll(sep, "/"));
  return gzippedSize(outputFiles.filter(isLoaded).map(({ contents }) => contents));
}

function gzippedSize(files) {
  return gzipSync(Buffer.concat(files), { level: 9 }).length;
}

function bundle(packages, external, ownEntry, options) {
  const isOwn = packages[0] === "monotable";
  return build({
    stdin: {
      contents: packages
        .map((name) => (isOwn ? ownEntry : name))
        .map((path, n) => `export * as part${n} from ${JSON.stringify(path)};`)
        .join("\n"),
      resolveDir: isOwn ? ROOT : PEERS,
    },
    bundle: true,
    metafile: true,
    minify: true,
    outdir: "out",
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    external: [...external, "@opentelemetry/api", "lmdb"],
    legalComments: "none",
    logLevel: "error",
    ...options,
  });
}

function packedSize() {
  const listing = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: ROOT,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  return JSON.parse(listing)[0].unpackedSize;
}

/** The bytes of the packages and of all that they depend on. */
function installedSize(packages) {
  const found = new Map();
  const add = (name, from) => {
    const folder = folderOf(name, from);
    if (folder === undefined || found.has(folder)) return;
    found.set(folder, bytesIn(folder));
    const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    for (const dependency of Object.keys(dependencies ?? {})) add(dependency, folder);
  };
  for (const name of packages) add(name, PEERS);
  return [...found.values()].reduce((total, bytes) => total + bytes, 0);
}

/** Where Node finds a package, seen from a folder. */
function folderOf(name, from) {
  for (let folder = from; folder.startsWith(PEERS.slice(0, -1)); folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", ...name.split("/"));
    if (existsSync(candidate)) return candidate;
  }
  return undefined;
}

function bytesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.slice(folder.length).includes(`${sep}node_modules${sep}`))
    .reduce((total, path) => total + statSync(path).size, 0);
}
