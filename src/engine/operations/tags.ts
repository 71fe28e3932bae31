import type { WireObject } from "../../transport/transport.js";
import type { Database } from "../database.js";
import { invalid } from "../exception.js";
import { Constraints } from "../validate/constraints.js";
import { list, texts } from "../validate/fields.js";
import { expectFewTags, readTags } from "../validate/tags.js";
import { tableOfArn } from "./describe-table.js";

export function tagResource(database: Database, input: WireObject): WireObject {
  new Constraints().required("tags", list(input, "Tags")).check();
  const added = readTags(input);
  const table = tableOfArn(database, input);
  if (added.size === 0) throw invalid("Atleast one Tag needs to be provided as Input.");
  const tags = new Map([...table.definition.tags, ...added]);
  expectFewTags(tags);
  table.redefine({ ...table.definition, tags });
  return {};
}

export function untagResource(database: Database, input: WireObject): WireObject {
  const keys = texts(input, "TagKeys");
  new Constraints().required("tagKeys", keys).check();
  const table = tableOfArn(database, input);
  if (keys?.length === 0) throw invalid("Atleast one Tag Key needs to be provided as Input.");
  const tags = new Map(table.definition.tags);
  for (const key of keys ?? []) tags.delete(key);
  table.redefine({ ...table.definition, tags });
  return {};
}

export function listTagsOfResource(database: Database, input: WireObject): WireObject {
  const { tags } = tableOfArn(database, input).definition;
  return { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
}
