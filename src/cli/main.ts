#!/usr/bin/env node
import { run } from "./run.js";

const stop = new AbortController();
// Once: a second signal ends the process at once.
process.once("SIGINT", () => stop.abort());
process.once("SIGTERM", () => stop.abort());

process.exitCode = await run(process.argv.slice(2), {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  stop: stop.signal,
});
