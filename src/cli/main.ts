#!/usr/bin/env node
import { run } from "./run.js";

const stop = new AbortController();
// Once: a second signal ends the process at once.
process.once("SIGINT", () => stop.abort());
process.once("SIGTERM", () => stop.abort());

process.stdout.once("error", (error: NodeJS.ErrnoException) => {
  // Who read the output has seen enough: `| head`.
  if (error.code === "EPIPE") process.exit(0);
  console.error(`The output cannot be written: ${error.message}`);
  process.exit(1);
});

process.exitCode = await run(process.argv.slice(2), {
  print: (text) => console.log(text),
  write: (text) => new Promise((resolve) => process.stdout.write(text, () => resolve())),
  complain: (text) => console.error(text),
  input: process.stdin,
  stop: stop.signal,
});
