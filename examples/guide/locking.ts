import { defineTable, VersionConflictError } from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

const cms = defineTable({ name: "cms" }).connect(createEngine());
await cms.create();

// #region model
class Article extends cms.model<Article>("Article")({
  schema: z.object({ slug: z.string(), title: z.string() }),
  pk: "ARTICLE#{slug}",
  sk: "ARTICLE",
  version: true,
}) {}

const article = await Article.objects.save(new Article({ slug: "hello", title: "Hello" }));
console.log(article.version);
// #endregion

// #region conflict
const mine = await Article.objects.getOrThrow({ slug: "hello" });
const theirs = await Article.objects.getOrThrow({ slug: "hello" });

theirs.title = "Hello, world";
await Article.objects.save(theirs);

mine.title = "Hello!";
try {
  await Article.objects.save(mine);
} catch (error) {
  if (!(error instanceof VersionConflictError)) throw error;
  const stored = error.stored as Article; // hidden from logs
  console.log(error.expected, stored.version, stored.title);
}
// #endregion
