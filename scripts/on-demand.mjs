// What of the library is loaded when it is first used. V8 parses all of a file before it runs any of it,
// and a process that saves an entity runs a fifth of the code. The modules of ON_DEMAND, and what only
// they import, go into a file of their own, dist/shared/on-demand.js. It has one function: given what it
// imports of the rest, it returns what the rest imports of it. The rest has a stand-in for each of these
// classes and functions, which loads that file when it is first called. That is done by `require`, as
// blocking calls cannot wait; bundlers, which would not see it, get an entry that imports the file.
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Modules of which the rest imports classes, that it does not extend, and functions, and nothing else. */
const ON_DEMAND = new Set(
  [
    "codec/condition codec/expiry-codec codec/intersection-codec codec/map-codec codec/own-key",
    "codec/place codec/plain codec/plain-entity-codec codec/record-codec codec/reply-reader",
    "codec/same-item codec/transform-codec codec/union-codec codec/wire-item",
    "errors/throttling-reason",
    "model/key-pattern model/key-problem model/key-range",
    "operation/backfill operation/batch-plans operation/batch-write operation/check",
    "operation/check-unique operation/collection-plan operation/create-table operation/estimate",
    "operation/events operation/flow operation/get-many",
    "operation/lambda-deadline operation/list operation/lost-reply operation/page",
    "operation/query-plan operation/receipt operation/reindex",
    "operation/run-sync operation/save-merge operation/scan-plan operation/transact",
    "operation/unknown-item operation/update operation/update-plan operation/upsert-merged",
    "operation/watch operation/write-many operation/write-upgrade",
    "repository/bridge-port repository/in-process-port repository/query-faces",
    "table/describe table/stream-handler",
    "transport/sync-bridge",
  ].flatMap((line) => line.split(" ").map((name) => `${name}.js`)),
);

const FILE = "./shared/on-demand.js";
const RELATIVE = /^\./;
const LOADER = "on-demand:loader";

/** The main entry of bundlers, which see imports only. */
const BUNDLED_ENTRY = `
import create from "${FILE}";
import { provide } from "${LOADER}";
provide(create);
export * from "./index.js";
`;

/** Splits the compiled modules of a folder; the rest is what is loaded with the entries. */
export async function splitOnDemand(dist, entries) {
  const given = await restOf(dist, entries);
  const { text, imported, exported } = asFunction(await bundleOnDemand(dist, given));
  const contents = {
    [LOADER]: loader(imported),
    "on-demand:bundled": BUNDLED_ENTRY,
  };
  const plugin = {
    name: "stand-ins",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: RELATIVE }, ({ path, resolveDir }) => {
        const module = relative(dist, join(resolveDir, path));
        return ON_DEMAND.has(module) ? { path: module, namespace: "stand-in" } : undefined;
      });
      onLoad({ filter: /./, namespace: "stand-in" }, async ({ path }) => ({
        contents: standIns(await exportsOf(dist, path), exported),
      }));
      onResolve({ filter: /^on-demand:/ }, ({ path }) => ({ path, namespace: "on-demand" }));
      onLoad({ filter: /./, namespace: "on-demand" }, ({ path }) => ({
        contents: contents[path],
        resolveDir: dist,
      }));
      onResolve({ filter: /\/on-demand\.js$/ }, () => ({ path: FILE, external: true }));
    },
  };
  return { onDemand: text, plugin };
}

function exportsOf(dist, module) {
  return import(pathToFileURL(join(dist, module)).href);
}

/** The modules that are loaded with the entries. */
async function restOf(dist, entries) {
  const found = new Set();
  const plugin = {
    name: "find",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: RELATIVE }, ({ path, resolveDir }) =>
        ON_DEMAND.has(relative(dist, join(resolveDir, path)))
          ? { path, external: true }
          : undefined,
      );
      onLoad({ filter: /\.js$/ }, async ({ path }) => {
        found.add(relative(dist, path));
        return { contents: await readFile(path, "utf8") };
      });
    },
  };
  const entryPoints = entries.map((entry) => join(dist, entry));
  await bundle({ entryPoints, outdir: dist, plugins: [plugin] });
  return found;
}

/** The text of one module that has those on demand and imports the `given` ones. */
async function bundleOnDemand(dist, given) {
  const plugin = {
    name: "leave out what is given",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: RELATIVE }, ({ kind, path, resolveDir }) => {
        const module = relative(dist, join(resolveDir, path));
        if (kind === "dynamic-import") throw new Error(`${module} is imported by import().`);
        return given.has(module) ? { path: module, namespace: "given" } : undefined;
      });
      // Imported from one place, a name is one variable, whoever uses it.
      onLoad({ filter: /./, namespace: "given" }, async ({ path }) => ({
        contents: `export { ${Object.keys(await exportsOf(dist, path))} } from "given:${path}";`,
      }));
      onResolve({ filter: /^given:/ }, ({ path }) => ({ path, external: true }));
    },
  };
  const contents = [...ON_DEMAND].map((module) => `export * from "./${module}";`).join("\n");
  const { outputFiles } = await bundle({
    stdin: { contents, resolveDir: dist },
    plugins: [plugin],
  });
  return outputFiles[0].text;
}

function bundle(options) {
  return build({
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    write: false,
    legalComments: "none",
    logLevel: "warning",
    ...options,
  });
}

/**
 * A module as a function: of an array of what it imports, whose places are those of `imported`, to one
 * of what it exports, whose places are those of `exported`.
 */
function asFunction(module) {
  const imported = [];
  let exported;
  const split = (names) => names.split(",").map((name) => name.trim().split(" as "));
  const body = module
    .replaceAll(/^import \{([^}]*)\} from "given:([^"]+)";$/gm, (_, names, from) => {
      const variables = split(names).map(([name, local = name]) => {
        const place = imported.push({ module: from, name }) - 1;
        return `${local} = given[${place}]`;
      });
      return `const ${variables.join(", ")};`;
    })
    .replace(/^export \{([^}]*)\};$/m, (_, names) => {
      const locals = split(names);
      exported = locals.map((pair) => pair.at(-1));
      return `return [${locals.map(([local]) => local).join(", ")}];`;
    });
  if (/^(import|export)\b/m.test(body)) throw new Error("An import or export was not understood.");
  // In parentheses, a function is compiled when it is parsed: it is about to be called.
  return { text: `export default (function (given) {\n${body}});\n`, imported, exported };
}

/** What loads the file; it lies in the chunk that has the rest. */
function loader(imported) {
  const imports = imported.map(
    ({ module, name }, place) => `import { ${name} as given${place} } from "./${module}";`,
  );
  return `
import { ConfigurationError } from "./errors/errors.js";
${imports.join("\n")}
let create;
let loaded;
export function provide(given) {
  create = given;
}
export function onDemand() {
  loaded ??= (create ?? read())([${imported.map((_, place) => `given${place}`).join(", ")}]);
  return loaded;
}
export const isLoaded = () => loaded !== undefined;
function read() {
  try {
    const { createRequire } = process.getBuiltinModule("node:module");
    return createRequire(import.meta.url)("./on-demand.js").default;
  } catch (cause) {
    throw new ConfigurationError(
      "A file of monotable is missing: on-demand.js. Whoever bundles it has to take the entry for bundlers, " +
      'which package.json has under the condition "module", or leave monotable out of the bundle.',
      { cause },
    );
  }
}
`;
}

/** What the rest has of a module on demand. An import of anything but these ends the build. */
function standIns(members, exported) {
  const lines = [`import { isLoaded, onDemand } from "${LOADER}";`];
  for (const [name, value] of Object.entries(members)) {
    if (typeof value !== "function") continue;
    const place = exported.indexOf(name);
    if (place < 0) throw new Error(`Two modules on demand export ${name}.`);
    const member = `onDemand()[${place}]`;
    if (Function.prototype.toString.call(value).startsWith("class")) {
      lines.push(
        `export function ${name}(...args) { return new (${member})(...args); }`,
        `Object.defineProperty(${name}, Symbol.hasInstance, {
          value: (it) => isLoaded() && it instanceof ${member},
        });`,
      );
    } else lines.push(`export function ${name}(...args) { return ${member}(...args); }`);
  }
  return lines.join("\n");
}
