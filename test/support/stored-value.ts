import { expect } from "vitest";
import type { z } from "zod";
import * as mini from "zod/mini";
import type { AttributeValue } from "../../src/codec/attribute-value.js";
import { compileSchema } from "../../src/codec/compile-schema.js";
import { EncodeError } from "../../src/errors/errors.js";

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

/** An attribute's schema, a value, and the path and reason with which it is refused. */
export type Refusal = readonly [
  name: string,
  schema: z.core.$ZodType,
  value: unknown,
  path: string,
  reason: string,
];

/** The path and reason with which an attribute's value is refused. */
export function refusal(schema: z.core.$ZodType, value: unknown): { path: string; reason: string } {
  try {
    compileSchema(mini.object({ value: schema })).encodeAttributes({ value });
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error;
    return { path: error.path, reason: error.reason };
  }
  throw new Error("The value was stored.");
}
