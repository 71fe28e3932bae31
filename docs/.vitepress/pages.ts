/** Pages are the Markdown files of these places; README.md of the root is for the repository. */
const PAGES = /^(docs\/.+|examples\/.+|ARCHITECTURE|CHANGELOG|CONTRIBUTING|SECURITY)\.md$/;

/** Whether a file of the repository is a page of the site. */
export function isPage(file: string): boolean {
  return PAGES.test(file);
}

/** The place in the site of a page's file: `docs/guide/keys.md` is at `guide/keys.md`. */
export function placeOf(file: string): string {
  return file
    .replace(/^docs\//, "")
    .replace(/README\.md$/, "index.md")
    .replace(/^[A-Z]+\.md$/, (name) => name.toLowerCase());
}

/** The address in the site of a page's file: `docs/guide/keys.md` is `/guide/keys`. */
export function addressOf(file: string): string {
  return `/${placeOf(file)
    .replace(/(^|\/)index\.md$/, "$1")
    .replace(/\.md$/, "")}`;
}
