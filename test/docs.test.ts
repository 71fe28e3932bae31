import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { GROUPS } from "../docs/.vitepress/navigation.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const pages = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...markdownIn("docs"),
  ...markdownIn("examples"),
];

function markdownIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md") && !/^(api|node_modules)\b/.test(path))
    .map((path) => `${folder}/${path}`);
}

test.each(["README.md", "docs/start.md"])("%s shows the quickstart as it is run", (page) => {
  expect(read(page)).toContain(read("examples/quickstart/main.ts"));
});

test("every page of docs is in the navigation of the site, docs/.vitepress/navigation.ts", () => {
  const listed = GROUPS.flatMap((group) => group.pages.map(({ file }) => file));
  const found = markdownIn("docs").filter((page) => !/^docs\/(adr\/|index\.md)/.test(page));
  expect(found.filter((page) => !listed.includes(page))).toEqual([]);
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

/** The anchors that a page's headings have on GitHub. */
function anchorsOf(page: string): ReadonlySet<string> {
  const text = read(page).replaceAll(/^```[\s\S]*?^```$/gm, "");
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading ?? "");
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(/\s/g, "-"),
    ),
  );
}

test("links to a section lead to one", () => {
  const dead = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:)([^)#]*)#([^)]*)\)/g)]
      .filter(([, target = "", anchor = ""]) => {
        const file = target === "" ? page : join(dirname(page), target);
        return file.endsWith(".md") && !anchorsOf(file).has(anchor);
      })
      .map(([link]) => `${page}: ${link}`),
  );
  expect(dead).toEqual([]);
});

test("every feature that the table says is there has a page", () => {
  const rows = [...read("docs/features.md").matchAll(/^\| ([^|]+) \| ([^|]+) \|/gm)]
    .map(([, feature = "", ours = ""]) => ({ feature, ours }))
    .filter(({ feature }) => !feature.startsWith("|"));
  expect(rows.length).toBeGreaterThan(50);
  expect(rows.filter(({ ours }) => !/^no\b/.test(ours) && !ours.includes("]("))).toEqual([]);
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
