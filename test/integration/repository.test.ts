import { BACKENDS } from "./backends.js";
import { batches } from "./batches.js";
import { queries } from "./queries.js";
import { repositorySuite } from "./repository-suite.js";
import { singleItems } from "./single-items.js";

const SECTIONS = [singleItems, queries, batches];

for (const backend of BACKENDS) {
  for (const mode of ["async", "sync"] as const) repositorySuite(backend, mode, SECTIONS);
}
