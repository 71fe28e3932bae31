import { z } from "zod";
import { type ConnectionTarget, defineTable } from "../../src/index.js";

/** Three models over one table; both indexes are used by some of them only. */
export function defineModels(target: ConnectionTarget, name: string) {
  const table = defineTable({ name }).connect(target);

  class Device extends table.model<Device>("Device")({
    schema: z.object({
      tenant: z.string(),
      id: z.string(),
      status: z.enum(["up", "down"]),
      seq: z.number().int().nonnegative().optional(),
      owner: z.string().optional(),
      note: z.string().nullable(),
    }),
    pk: "TENANT#{tenant}",
    sk: "DEVICE#{id}",
    indexes: {
      GSI1: { pk: "TENANT#{tenant}#{status}", sk: "{seq:6}" },
      GSI2: { pk: "OWNER#{tenant}#{owner}", sk: "{id}" },
    },
  }) {}

  class Reading extends table.model<Reading>("Reading")({
    schema: z.object({
      tenant: z.string(),
      id: z.string(),
      at: z.number().int(),
      value: z.number(),
    }),
    pk: "TENANT#{tenant}",
    sk: "READING#{id}#{at:4}",
    indexes: { GSI2: { pk: "READINGS#{tenant}", sk: "{at:4}#{id}" } },
  }) {}

  class Doc extends table.model<Doc>("Doc")({
    schema: z.object({ tenant: z.string(), id: z.string(), text: z.string() }),
    pk: "TENANT#{tenant}",
    sk: "DOC#{id}",
    indexes: { GSI1: { pk: "DOCS#{tenant}#{text}", sk: "{id}" } },
    version: true,
  }) {}

  return { table, Device, Reading, Doc };
}

export type Models = ReturnType<typeof defineModels>;

export interface Stored {
  readonly model: "Device" | "Reading" | "Doc";
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What the four attributes of the indexes have to be, by the contract's words alone. */
export function indexAttributes({ model, attributes }: Stored): Record<string, string> {
  const { tenant, id, status, seq, owner, at, text } = attributes;
  const found: Record<string, string> = {};
  const put = (index: string, pk: string, sk: string): void => {
    found[`${index}PK`] = pk;
    found[`${index}SK`] = sk;
  };
  if (model === "Device" && seq !== undefined) {
    put("GSI1", `TENANT#${escaped(tenant)}#${escaped(status)}`, String(seq).padStart(6, "0"));
  }
  if (model === "Device" && owner !== undefined) {
    put("GSI2", `OWNER#${escaped(tenant)}#${escaped(owner)}`, escaped(id));
  }
  if (model === "Reading") {
    put("GSI2", `READINGS#${escaped(tenant)}`, `${String(at).padStart(4, "0")}#${escaped(id)}`);
  }
  if (model === "Doc") put("GSI1", `DOCS#${escaped(tenant)}#${escaped(text)}`, escaped(id));
  return found;
}

/** The primary key, in the same way. */
export function primaryKey({ model, attributes }: Stored): { PK: string; SK: string } {
  const { tenant, id, at } = attributes;
  const end = model === "Reading" ? `#${String(at).padStart(4, "0")}` : "";
  return { PK: `TENANT#${escaped(tenant)}`, SK: `${model.toUpperCase()}#${escaped(id)}${end}` };
}

function escaped(value: unknown): string {
  return [...String(value)]
    .map((character) =>
      character <= "%"
        ? `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`
        : character,
    )
    .join("");
}
