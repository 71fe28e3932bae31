// node examples/lambda/runtime.mjs BUNDLE: does with a handler what Lambda does. It is loaded once and called with
// each event that comes in, a line of JSON each; each answer goes out as one.
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [bundle = ""] = process.argv.slice(2);
const TIMEOUT_MS = 10_000;

const { handler } = await import(pathToFileURL(resolve(bundle)).href);
for await (const line of createInterface({ input: process.stdin })) {
  const end = Date.now() + TIMEOUT_MS;
  const context = { getRemainingTimeInMillis: () => end - Date.now() };
  let answer;
  try {
    answer = await handler(JSON.parse(line), context);
  } catch (error) {
    answer = { errorType: error.name, errorMessage: error.message };
  }
  console.log(JSON.stringify(answer));
}
