import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", ...markdownIn("docs")];

function markdownIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md") && !path.includes("node_modules"))
    .map((path) => `${folder}/${path}`);
}

test("README shows the quickstart as it is run", () => {
  expect(read("README.md")).toContain(read("examples/quickstart/main.ts"));
});

test("every error code has a section in docs/errors.md, and every section a code", () => {
  const union = /export type ErrorCode =([^;]+);/.exec(read("src/errors/monotable-error.ts"))?.[1];
  const codes = [...(union ?? "").matchAll(/"(\w+)"/g)].map(([, code]) => code);
  const sections = [...read("docs/errors.md").matchAll(/^## (\w+)$/gm)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(0);
  expect(sections.toSorted()).toEqual(codes.toSorted());
});

test("links between pages lead somewhere", () => {
  const dead = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, target]) => target ?? "")
      .filter((target) => !existsSync(join(ROOT, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(dead).toEqual([]);
});

test("the commands that README and CONTRIBUTING name exist", () => {
  const scripts = Object.keys(JSON.parse(read("package.json")).scripts);
  const named = ["README.md", "CONTRIBUTING.md"].flatMap((page) =>
    [...read(page).matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script ?? ""),
  );
  expect(named.filter((script) => !scripts.includes(script))).toEqual([]);
});

test("ADRs are numbered without gaps", () => {
  const numbers = readdirSync(join(ROOT, "docs/adr")).map((name) => Number(name.slice(0, 4)));
  expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, index) => index + 1));
});
