import { InternalError } from "../errors/errors.js";

/** The kinds of DynamoDB's attribute values ("AttributeValue" in the API reference). */
export type Kind = "S" | "N" | "B" | "BOOL" | "NULL" | "SS" | "NS" | "BS" | "L" | "M";

/** A value in DynamoDB JSON with exactly one member; binary is base64 text. Stored ones are frozen. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly string[];
  readonly L?: readonly AttributeValue[];
  readonly M?: Item;
}

export interface Item {
  readonly [attribute: string]: AttributeValue;
}

/** The kind of a value that was read by `readValue`, which leaves exactly one member. */
export function kindOf(value: AttributeValue): Kind {
  for (const kind in value) return kind as Kind; // the only member of a checked value
  throw new InternalError("An attribute value without a kind.");
}
