import { inspect } from "node:util";
import { canariesIn } from "./canary.js";

// Node writes warnings past the console, where the run would not see what they show.
process.on("warning", (warning) => {
  const text = inspect(warning);
  if (canariesIn(text).length > 0) console.warn(text);
});
