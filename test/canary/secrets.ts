import { z } from "zod";
import { defineTable, type TableEvent } from "../../src/index.js";
import {
  CANARY,
  CANARY_BIGINT,
  CANARY_BYTES,
  CANARY_DATE,
  CANARY_NUMBER,
} from "../support/canary.js";

const url = z.codec(z.string(), z.instanceof(URL), {
  decode: (text) => new URL(text),
  encode: (value) => value.href,
});

/** A table of its own, of models that have a canary in every attribute. */
export function defineSecrets(onEvent: (event: TableEvent) => void) {
  const table = defineTable({ name: "secrets", onEvent, cursorSecret: `${CANARY}-cursor-secret` });

  class Secret extends table.model<Secret>("Secret")({
    schema: z.object({
      group: z.string(),
      id: z.string(),
      email: z.string(),
      text: z.string(),
      amount: z.number(),
      big: z.bigint(),
      at: z.date(),
      bytes: z.instanceof(Uint8Array),
      tags: z.set(z.string()),
      numbers: z.set(z.number()),
      list: z.array(z.union([z.string(), z.number()])),
      nested: z.object({ inner: z.string(), deeper: z.object({ list: z.array(z.string()) }) }),
      record: z.record(z.string(), z.number()),
      map: z.map(z.string(), z.date()),
      home: url,
      anything: z.unknown(),
    }),
    pk: "GROUP#{group}",
    sk: "SECRET#{id}",
    indexes: { GSI1: { pk: "TEXT#{text}", sk: "{amount:10}#{email}" } },
    version: true,
    unique: ["email"],
  }) {
    override beforeSave(): void {
      if (this.text.endsWith("refused by its hook")) throw new Error("refused");
    }
  }

  /** Without versions and unique attributes, which other paths of the code serve. */
  class Plain extends table.model<Plain>("Plain")({
    schema: z.object({ group: z.string(), id: z.string(), text: z.string(), count: z.number() }),
    pk: "GROUP#{group}",
    sk: "PLAIN#{id}",
  }) {}

  const secret = (id: string): Secret =>
    new Secret({
      group: `${CANARY}-group`,
      id: `${CANARY}-${id}`,
      email: `${CANARY}-${id}@example.com`,
      text: `${CANARY} text`,
      amount: CANARY_NUMBER,
      big: CANARY_BIGINT,
      at: CANARY_DATE,
      bytes: CANARY_BYTES,
      tags: new Set([`${CANARY}-tag`]),
      numbers: new Set([CANARY_NUMBER]),
      list: [`${CANARY}-element`, CANARY_NUMBER],
      nested: { inner: `${CANARY}-inner`, deeper: { list: [`${CANARY}-deep`] } },
      record: { [`${CANARY}-key`]: CANARY_NUMBER },
      map: new Map([[`${CANARY}-key`, CANARY_DATE]]),
      home: `https://example.com/${CANARY}`,
      anything: { [`${CANARY}-name`]: [CANARY, CANARY_NUMBER] },
    });

  const plain = (id: string): Plain =>
    new Plain({
      group: `${CANARY}-group`,
      id: `${CANARY}-${id}`,
      text: `${CANARY} text`,
      count: CANARY_NUMBER,
    });

  return { table, Secret, Plain, secret, plain };
}
