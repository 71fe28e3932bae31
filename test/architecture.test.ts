import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SOURCE = fileURLToPath(new URL("../src/", import.meta.url));

/** Each layer imports itself and those before it; the last one is `index.ts`. */
const LAYERS = ["errors", "model", "codec", "transport", "operation", "repository", "table"];

/** Entries of their own beside `index.ts`, with the layers that each may see. */
const ENTRIES: Readonly<Record<string, readonly string[]>> = {
  engine: ["errors", "transport"],
  cli: [...LAYERS, "engine"],
  otel: ["errors", "operation"],
};

/** The longest a file may be: beyond it, it holds more than one concept. */
const MAX_LINES = 250;

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const files: readonly SourceFile[] = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".generated.ts"))
  .map((path) => ({
    path: path.split(sep).join("/"),
    text: readFileSync(join(SOURCE, path), "utf8"),
  }));

function layerOf(path: string): string {
  return path.includes("/") ? (path.split("/")[0] ?? "") : "index";
}

function importsOf({ path, text }: SourceFile): readonly string[] {
  const specifiers = [...text.matchAll(/\b(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(
    ([, specifier]) => specifier ?? "",
  );
  return specifiers
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => relative(SOURCE, resolve(SOURCE, dirname(path), specifier)))
    .map((target) => target.split(sep).join("/"));
}

function mayImport(from: string, to: string): boolean {
  if (from === to || from === "index") return true;
  const entry = ENTRIES[from];
  if (entry !== undefined) return entry.includes(to);
  return LAYERS.indexOf(to) >= 0 && LAYERS.indexOf(to) < LAYERS.indexOf(from);
}

test("every folder of src is a known layer or entry", () => {
  const folders = new Set(files.map(({ path }) => layerOf(path)));
  const known = [...LAYERS, ...Object.keys(ENTRIES), "index"];
  expect([...folders].filter((folder) => !known.includes(folder))).toEqual([]);
});

test("imports, of types too, only go to the layers before", () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((target) => !mayImport(layerOf(file.path), layerOf(target)))
      .map((target) => `${file.path} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test("no module is part of an import cycle, types included", () => {
  const graph = new Map(
    files.map((file) => [file.path, importsOf(file).map((path) => path.replace(/\.js$/, ".ts"))]),
  );
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(" > "));
    if (done.has(path) || trail.includes(path)) return;
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  expect(cycles).toEqual([]);
});

test("a file holds one concept: at most 250 lines, and no folder barrels", () => {
  const long = files.filter(({ text }) => text.split("\n").length > MAX_LINES + 1);
  expect(long.map(({ path }) => path)).toEqual([]);
  expect(files.filter(({ path }) => path.endsWith("/index.ts")).map(({ path }) => path)).toEqual(
    [],
  );
});

test("the main entry is a page of named exports", () => {
  const index = files.find(({ path }) => path === "index.ts");
  expect(index?.text).not.toMatch(/export \*/);
});

test("sources have no any, no non-null assertion, no TODO, no default export", () => {
  const wrong = files.flatMap(({ path, text }) =>
    text
      .split("\n")
      .map((line, index) => ({ line, where: `${path}:${index + 1}` }))
      .filter(({ line }) => !/^\s*(\*|\/\*\*|\/\/)/.test(line))
      .filter(({ line }) =>
        /(:\s*any\b|\bas any\b|<any>|\bTODO\b|\bFIXME\b|export default)/.test(line),
      )
      .map(({ where }) => where),
  );
  expect(wrong).toEqual([]);
});

test("the main entry needs no package at run time", () => {
  const bare = files
    .filter(({ path }) => layerOf(path) !== "engine")
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^(?:import|export)\s(?!type)[^;]*?from\s+"([^".][^"]*)"/gm)]
        .map(([, specifier]) => specifier ?? "")
        .filter((specifier) => !specifier.startsWith("node:"))
        .map((specifier) => `${path} imports ${specifier}`),
    );
  expect(bare).toEqual([]);
});
