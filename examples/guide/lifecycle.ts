import { defineTable, HookError } from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";

const engine = createEngine();

// #region hooks
const blog = defineTable({ name: "blog", ttl: "expiresAt" }).connect(engine);

class Post extends blog.model<Post>("Post")({
  schema: z.object({
    title: z.string(),
    slug: z.string().default(""),
    level: z.number().default(1),
    expiresAt: z.date().optional(),
  }),
  pk: "POST#{slug}",
  sk: "POST",
}) {
  override beforeSave() {
    this.title = this.title.trim();
    if (this.title === "") throw new RangeError("a post has a title");
    this.slug = this.title.toLowerCase().replaceAll(" ", "-");
  }

  override afterLoad() {
    this.level = Math.max(this.level, 1);
  }
}

await blog.create();
const post = await Post.objects.save(new Post({ title: "Hello world " }));
console.log(post.slug, (await Post.objects.getOrThrow(post)).title);
// #endregion

// #region refused
try {
  await Post.objects.save(new Post({ title: " " }));
} catch (error) {
  if (!(error instanceof HookError)) throw error;
  console.log(error.code, error.hook, error.cause instanceof RangeError);
}
// #endregion

// #region defaults
const older = { PK: "POST#old", SK: "POST", _type: "Post", title: "Old", slug: "old" };
const item = Object.fromEntries(Object.entries(older).map(([name, S]) => [name, { S }]));
console.log(blog.parse(item, [Post]).level);
// #endregion

// #region expiry
const draft = new Post({ title: "Draft", expiresAt: new Date(Date.now() - 1_000) });
await Post.objects.save(draft);
console.log(Object.keys(draft.toItem().expiresAt ?? {}));
console.log(await Post.objects.get(draft));
console.log((await Post.objects.get(draft, { expired: true }))?.slug);
await Post.objects.create(new Post({ title: "Draft" }));
// #endregion
