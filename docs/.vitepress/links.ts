import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { MarkdownRenderer } from "vitepress";
import { addressOf, isPage } from "./pages.js";

type Token = ReturnType<MarkdownRenderer["parse"]>[number];

/**
 * Pages link to each other, and to sources, by the places of the files in the repository: leads those
 * links to pages of the site. Sources are not part of it: links to them lead to the repository's address,
 * and are taken out where it has none.
 */
export function repositoryLinks(
  markdown: MarkdownRenderer,
  root: string,
  repository: string | undefined,
): void {
  markdown.core.ruler.push("repository-links", ({ tokens, env }) => {
    const page: string = env.realPath ?? env.path;
    for (const { children } of tokens) leadLinks(children ?? [], page);
  });

  function leadLinks(tokens: readonly Token[], page: string): void {
    let dropped = false;
    for (const token of tokens) {
      if (token.type === "link_open") {
        const link = siteLink(token.attrGet("href") ?? "", page);
        dropped = link === undefined;
        if (link !== undefined) token.attrSet("href", link);
      }
      if (dropped && /^link_(open|close)$/.test(token.type)) token.type = "text"; // of no content
    }
  }

  function siteLink(link: string, page: string): string | undefined {
    const [, target = "", anchor = ""] = /^([^#]*)(#.*)?$/.exec(link) ?? [];
    if (target === "" || /^(\w+:|\/)/.test(target)) return link;
    const path = join(dirname(page), target);
    const file = relative(root, path).replaceAll("\\", "/");
    if (isPage(file)) return `${addressOf(file)}${anchor}`;
    if (!existsSync(path)) throw new Error(`${page} links to ${target}, and there is no such file`);
    return repository === undefined ? undefined : `${repository}/blob/main/${file}`;
  }
}
