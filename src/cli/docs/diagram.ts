import type { ModelDescription, TableDescription } from "../../table/describe.js";

/**
 * An entity diagram of Mermaid: the models, their attributes, and which entities name another: all
 * attributes of its key are among those of theirs.
 */
export function diagram({ models }: TableDescription): string {
  const parents = models.flatMap((child) =>
    parentsOf(child, models).map((parent) => ({ parent, child })),
  );
  return [
    "erDiagram",
    ...models.flatMap(entity),
    ...parents.map(
      ({ parent, child }) =>
        `  ${word(parent.name)} ||--o{ ${word(child.name)} : "${[...keyOf(parent)].join(", ")}"`,
    ),
  ].join("\n");
}

function entity(model: ModelDescription): readonly string[] {
  const key = keyOf(model);
  const unique = new Set(model.unique.flat());
  const attributes = model.attributes ?? [...key].map((name) => ({ name, type: "any" }));
  return [
    `  ${word(model.name)} {`,
    ...attributes.map(({ name, type }) => {
      const role = key.has(name) ? " PK" : unique.has(name) ? " UK" : "";
      return `    ${type} ${word(name)}${role}`;
    }),
    "  }",
  ];
}

/** The models whose keys a model's key names, but for those that another of them names as well. */
function parentsOf(
  child: ModelDescription,
  models: readonly ModelDescription[],
): readonly ModelDescription[] {
  const named = models.filter((model) => isPart(keyOf(model), keyOf(child)));
  return named.filter((model) => !named.some((other) => isPart(keyOf(model), keyOf(other))));
}

/** Whether a key names some of the attributes of another, and no other ones. */
function isPart(key: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  return key.size > 0 && key.size < whole.size && [...key].every((name) => whole.has(name));
}

/** The attributes that the key is made of; none where its class makes it. */
function keyOf({ key }: ModelDescription): ReadonlySet<string> {
  return new Set([...(key?.pk.attributes ?? []), ...(key?.sk?.attributes ?? [])]);
}

/** What Mermaid takes as a name. */
function word(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}_-]/gu, "_").replace(/^(?![\p{L}_])/u, "_");
}
