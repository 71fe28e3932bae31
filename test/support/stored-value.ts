import { expect } from "vitest";
import type { z } from "zod";
import * as mini from "zod/mini";
import type { AttributeValue } from "../../src/codec/attribute-value.js";
import { compileSchema } from "../../src/codec/compile-schema.js";

/** A kind of schema, one of its values, and how that is stored. */
export interface Kind {
  readonly name: string;
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
  readonly stored: AttributeValue;
}

export const day = new Date("2026-01-31T12:00:00.000Z");
export const dayText = "2026-01-31T12:00:00.000Z";

/** Stores the value as an attribute, sends it through JSON, and reads it back. */
export function expectStored({ schema, value, stored }: Kind): void {
  const codec = compileSchema(mini.object({ value: schema }));
  const item = codec.encodeAttributes({ value });
  expect(item).toStrictEqual({ value: stored });
  const wire = JSON.parse(JSON.stringify(item));
  expect(codec.decodeAttributes(wire, new Set())).toStrictEqual({ value });
}
