import type { WireObject } from "../../transport/transport.js";
import { invalid } from "../exception.js";
import { Constraints } from "./constraints.js";
import { structures, text } from "./fields.js";

/** "Tagging restrictions in DynamoDB" */
const MAX_TAGS = 50;

export function expectFewTags(tags: ReadonlyMap<string, string>): void {
  if (tags.size <= MAX_TAGS) return;
  throw invalid(`Subscriber limit exceeded: ${MAX_TAGS} tags are allowed on a resource`);
}

/** Tags of a request, by key: "Tagging restrictions in DynamoDB". */
export function readTags(input: WireObject): ReadonlyMap<string, string> {
  const constraints = new Constraints();
  const tags = (structures(input, "Tags") ?? []).map((raw, i): [string, string] => {
    const [key, value] = [text(raw, "Key"), text(raw, "Value")];
    constraints
      .required(`tags.${i + 1}.member.key`, key)
      .length(`tags.${i + 1}.member.key`, key, 1, 128)
      .required(`tags.${i + 1}.member.value`, value)
      .length(`tags.${i + 1}.member.value`, value, 0, 256);
    return [key ?? "", value ?? ""];
  });
  constraints.check();
  return new Map(tags);
}
