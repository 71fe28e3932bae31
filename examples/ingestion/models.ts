import { defineTable } from "monotable";
import { z } from "zod";

export const world = defineTable({ name: () => process.env.TABLE ?? "world" });

export class City extends world.model<City>("City")({
  schema: z.object({
    cityId: z.int().positive(),
    name: z.string().min(1),
    country: z.string().length(2),
    population: z.int().nonnegative(),
    longitude: z.number(),
    latitude: z.number(),
  }),
  pk: "COUNTRY#{country}",
  sk: "CITY#{cityId:10}",
}) {}

/** How far a file is stored. Its version tells a second worker on the same file that it is one too many. */
export class Checkpoint extends world.model<Checkpoint>("Checkpoint")({
  schema: z.object({
    file: z.string(),
    size: z.int(),
    /** Bytes of the file whose rows are all stored, or told to be unfit. */
    offset: z.int(),
    stored: z.int(),
    unfit: z.int(),
  }),
  pk: "IMPORT#{file}",
  sk: "CHECKPOINT",
  version: true,
}) {}
