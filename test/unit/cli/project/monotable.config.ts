import { defineConfig } from "monotable";
import { Device, fields, Person, Reading } from "./models.js";

export default defineConfig({
  table: fields,
  models: [Device, Reading, Person],
  stream: true,
  // What each command asks for again.
  connect: () => ({
    endpoint: process.env.TABLE_ENDPOINT ?? "http://127.0.0.1:1",
    region: "local",
    credentials: { accessKeyId: "cli", secretAccessKey: "cli" },
  }),
});
