import { defineConfig, defineTable } from "monotable";
import { z } from "zod";

const notes = defineTable({ name: "notes", keys: { pk: "id", sk: "sort" }, indexes: {} });

class Note extends notes.model<Note>("Note")({
  schema: z.object({ id_: z.string() }),
  pk: "NOTE#{id_}",
  sk: "NOTE",
}) {}

export default defineConfig({
  table: notes,
  models: [Note],
  // What each command asks for again.
  connect: () => ({
    endpoint: process.env.TABLE_ENDPOINT ?? "http://127.0.0.1:1",
    region: "local",
    credentials: { accessKeyId: "cli", secretAccessKey: "cli" },
  }),
});
