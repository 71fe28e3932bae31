// node scripts/bundle.mjs: puts the compiled modules of dist/ into one file for what every process loads,
// one for what is loaded when it is first used (on-demand.mjs), and one for each other entry. Loading
// hundreds of small files takes most of the time of an import.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { splitOnDemand } from "./on-demand.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const dist = join(root, "dist");
const bundled = join(root, "dist", ".bundled");
const MAIN = JSON.stringify(join(dist, "index.js"));
const ENTRIES = ["index.js", "engine.js", "otel.js", "cli/main.js"];

/**
 * Has what is only ever loaded after the main entry import it: what both use is loaded by then, and
 * may lie in one chunk. Else there is a chunk for each set of modules that use a module, and each file
 * takes an import about half a millisecond.
 */
const afterMain = {
  name: "after-main",
  setup({ onResolve, onLoad }) {
    const later = new Set(ENTRIES.slice(1).map((path) => join(dist, path)));
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      if (kind === "dynamic-import") later.add(join(resolveDir, path));
    });
    onLoad({ filter: /\.js$/ }, async ({ path }) =>
      later.has(path)
        ? { contents: `${await readFile(path, "utf8")}\nimport ${MAIN};`, loader: "js" }
        : undefined,
    );
  },
};

const { onDemand, plugin: standIns } = await splitOnDemand(dist, ENTRIES);
await build({
  absWorkingDir: dist,
  entryPoints: [...ENTRIES, { in: "on-demand:bundled", out: "bundled" }],
  bundle: true,
  splitting: true, // each class exists once, whichever entries are used
  chunkNames: "shared/[name]-[hash]",
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  plugins: [standIns, afterMain],
  ignoreAnnotations: true, // else the import that `afterMain` adds is left out
  legalComments: "none",
  outdir: bundled,
  logLevel: "warning",
});

for (const path of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  if (!path.startsWith(".bundled") && /\.js(\.map)?$/.test(path)) rmSync(join(dist, path));
}
for (const path of readdirSync(bundled, { recursive: true, encoding: "utf8" })) {
  if (!path.endsWith(".js")) continue;
  const file = join(bundled, path);
  // No module of ours has side effects, and bundlers warn of imports that are for these only.
  const text = readFileSync(file, "utf8").replaceAll(/^import "\.[^"]*";\n/gm, "");
  writeFileSync(file, text);
}
writeFileSync(join(bundled, "shared/on-demand.js"), onDemand);
cpSync(bundled, dist, { recursive: true });
rmSync(bundled, { recursive: true });
