import { invalid } from "../exception.js";
import type { Path } from "../expression/ast.js";
import { keyAttributes, type TableDefinition } from "../table/definition.js";

/** Refuses paths that lead into a key attribute of the table or of an index: keys are scalars. */
export function refuseKeyPaths(table: TableDefinition, paths: readonly Path[]): void {
  const nested = new Set(paths.flatMap((path) => (path.length > 1 ? [path[0]] : [])));
  if (nested.size === 0) return;
  const tableKeys = keyAttributes(table.keys).map(({ name }) => ["Key", name] as const);
  const indexKeys = table.indexes.flatMap((index) =>
    keyAttributes(index.keys).map(({ name }) => ["IndexKey", name] as const),
  );
  for (const [what, name] of [...tableKeys, ...indexKeys]) {
    if (!nested.has(name)) continue;
    throw invalid(
      `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${what}: ${name}`,
    );
  }
}
