import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The links of a built site, those of its navigation included, to a page or an anchor that is not
 * there. VitePress looks at links between pages only, and not at anchors.
 */
export function deadLinks(site: string): readonly string[] {
  const files = readdirSync(site, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".html"));
  const pages = new Map(files.map((file) => [file, readFileSync(join(site, file), "utf8")]));
  const anchors = new Map([...pages].map(([file, html]) => [file, anchorsOf(html)]));
  return [...pages].flatMap(([page, html]) =>
    [...html.matchAll(/<a\s[^>]*?\bhref="(?!\w+:)([^"#]*)#?([^"]*)"/g)]
      .filter(([, path = "", anchor = ""]) => {
        const found = anchors.get(path === "" ? page : fileOf(path));
        return found === undefined || (anchor !== "" && !found.has(decodeURIComponent(anchor)));
      })
      .map(([, path, anchor]) => `${page}: ${path}#${anchor}`),
  );
}

/** The file of a page's address, such as `/guide/keys` or `/api/`. */
function fileOf(path: string): string {
  return `${path.slice(1)}${path.endsWith("/") ? "index" : ""}.html`;
}

function anchorsOf(html: string): ReadonlySet<string> {
  return new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id ?? ""));
}
