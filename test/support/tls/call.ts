import { createHttpTransport } from "../../../src/transport/http.js";

/** Calls the endpoint that is named, twice, and prints the replies or the failure as JSON. */
const transport = createHttpTransport({
  region: "local",
  endpoint: process.argv[2] ?? "",
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
});
const call = () => transport.send({ operation: "ListTables", input: {} });
try {
  console.log(JSON.stringify([await call(), await call()]));
} catch (error) {
  console.log(JSON.stringify(error));
}
await transport.close();
