import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { type DefaultTheme, defineConfig } from "vitepress";
import { deadLinks } from "./dead-links.js";
import { repositoryLinks } from "./links.js";
import { GROUPS } from "./navigation.js";
import { addressOf, placeOf } from "./pages.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Where the sources can be looked at: known where a workflow of GitHub builds the site. */
const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env;
const repository =
  GITHUB_REPOSITORY === undefined ? undefined : `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`;

function sidebar(): DefaultTheme.SidebarItem[] {
  const groups = GROUPS.map(({ text, pages }) => ({
    text,
    items: pages.map(({ text, file }) => ({ text, link: addressOf(file) })),
  }));
  return [...groups, api(), decisions()];
}

function api(): DefaultTheme.SidebarItem {
  const entries = ["monotable", "monotable/engine", "monotable/otel"];
  const items = entries.map((entry) => ({ text: entry, link: `/api/${entry}/` }));
  return { text: "API reference", items };
}

function decisions(): DefaultTheme.SidebarItem {
  const items = readdirSync(join(ROOT, "docs/adr")).map((name) => {
    const file = `docs/adr/${name}`;
    const [, title = name] = /^# (.+)$/m.exec(readFileSync(join(ROOT, file), "utf8")) ?? [];
    return { text: title, link: addressOf(file) };
  });
  return { text: "Decisions", collapsed: true, items };
}

/** Front matter of a page whose table needs all of its width. */
const WIDE_TABLE = { aside: false, pageClass: "wide-table" };

/** Pages outside of this folder have no node_modules with Vue above them. */
const vueFromHere: Plugin = {
  name: "vue-from-here",
  enforce: "pre",
  resolveId(id, _importer, options) {
    if (!/^vue(\/|$)/.test(id)) return undefined;
    if (options.ssr) return { id, external: true };
    return this.resolve(id, fileURLToPath(import.meta.url), { ...options, skipSelf: true });
  },
};

/** The anchor of a heading, as GitHub has it: a link works in both places. */
function slugify(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-");
}

export default defineConfig({
  title: "monotable",
  description: "A DynamoDB object mapper and repository framework for TypeScript",
  lang: "en-GB",
  srcDir: "..",
  outDir: ".vitepress/dist",
  srcExclude: ["README.md", "{src,test,bench,scripts,dist}/**", ".*/**"],
  rewrites: placeOf,
  cleanUrls: true,
  markdown: {
    anchor: { slugify },
    config: (markdown) => repositoryLinks(markdown, ROOT, repository),
  },
  vite: { plugins: [vueFromHere], build: { chunkSizeWarningLimit: 2_000 } }, // the search index
  themeConfig: {
    nav: [
      { text: "Start", link: "/start" },
      { text: "Guide", link: "/guide/models" },
      { text: "Errors", link: "/errors" },
      { text: "Features", link: "/features" },
      { text: "API", link: "/api/" },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: "local" },
    ...(repository === undefined ? {} : { socialLinks: [{ icon: "github", link: repository }] }),
  },
  // The page's own front matter would be shown by GitHub.
  transformPageData: ({ relativePath, frontmatter }) => {
    if (relativePath === "features.md") Object.assign(frontmatter, WIDE_TABLE);
  },
  buildEnd: ({ outDir }) => {
    const dead = deadLinks(outDir);
    if (dead.length > 0) throw new Error(`Links that lead nowhere:\n${dead.join("\n")}`);
  },
});
