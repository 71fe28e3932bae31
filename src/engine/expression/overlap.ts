import type { Path } from "./ast.js";
import { showPath } from "./check-operands.js";
import type { TokenReader } from "./tokenize.js";

interface Node {
  /** The path that ends here. */
  path: Path | undefined;
  /** The first path that leads through here. */
  through: Path;
  readonly children: Map<string | number, Node>;
}

/** Refuses paths of which one contains another, or that use one attribute as both list and map. */
export function refuseOverlap(reader: TokenReader, paths: readonly Path[]): void {
  const root: Node = { path: undefined, through: [], children: new Map() };
  for (const path of paths) {
    let node = root;
    path.forEach((part, depth) => {
      const [sibling] = node.children;
      if (sibling !== undefined && typeof sibling[0] !== typeof part) {
        throw problem(reader, "conflict", sibling[1].through, path);
      }
      let child = node.children.get(part);
      const last = depth === path.length - 1;
      if (child !== undefined && (last || child.path !== undefined)) {
        throw problem(reader, "overlap", child.path ?? child.through, path);
      }
      if (child === undefined) {
        child = { path: last ? path : undefined, through: path, children: new Map() };
        node.children.set(part, child);
      }
      node = child;
    });
  }
}

function problem(reader: TokenReader, what: "overlap" | "conflict", one: Path, two: Path): Error {
  return reader.error(
    `Two document paths ${what} with each other; must remove or rewrite one of these paths; path one: ${showPath(one)}, path two: ${showPath(two)}`,
  );
}
