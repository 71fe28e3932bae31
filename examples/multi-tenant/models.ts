import { defineTable } from "monotable";
import { z } from "zod";

export const desk = defineTable({
  name: () => process.env.TABLE ?? "desk",
  // The first one signs; the others are believed until their cursors have died out.
  cursorSecret: (process.env.CURSOR_SECRETS ?? "for development only").split(","),
});

export class Document extends desk.model<Document>("Document")({
  schema: z.object({ tenant: z.string(), id: z.string(), folder: z.string(), title: z.string() }),
  pk: "TENANT#{tenant}",
  sk: "DOCUMENT#{id}",
  indexes: { GSI1: { pk: "TENANT#{tenant}#FOLDER#{folder}", sk: "{id}" } },
}) {}
