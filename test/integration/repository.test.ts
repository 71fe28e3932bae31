import { BACKENDS } from "./backends.js";
import { batches } from "./batches.js";
import { managers } from "./managers.js";
import { queries } from "./queries.js";
import { repositorySuite } from "./repository-suite.js";
import { singleItems } from "./single-items.js";
import { storedItems } from "./stored-items.js";
import { tables } from "./tables.js";
import { transactions } from "./transactions.js";
import { versions } from "./versions.js";

const SECTIONS = [
  singleItems,
  queries,
  batches,
  managers,
  storedItems,
  tables,
  transactions,
  versions,
];

for (const backend of BACKENDS) {
  for (const mode of ["async", "sync"] as const) repositorySuite(backend, mode, SECTIONS);
}
