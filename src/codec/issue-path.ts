import { formatPath, HIDDEN_KEY } from "../model/attribute-path.js";
import type { AttributeCodec, EntityCodec } from "./entity-codec.js";
import { insideOf } from "./expression.js";

/**
 * Where in the attributes a schema found something wrong, as errors show it. The keys of records
 * and maps are contents; so may be whatever the codecs do not know.
 */
export function issuePath(codec: EntityCodec, segments: readonly PropertyKey[]): string {
  const [attribute, ...inside] = segments;
  if (attribute === undefined) return "";
  let known: AttributeCodec | undefined = codec.attribute(String(attribute));
  const shown = inside.map((segment) => {
    known = known && typeof segment !== "symbol" ? insideOf(known, segment) : undefined;
    return known === undefined || known.isEntry ? HIDDEN_KEY : segment;
  });
  return formatPath([attribute, ...shown]);
}
