import { BACKENDS } from "./backends.js";
import { repositorySuite } from "./repository-suite.js";
import { singleItems } from "./single-items.js";

const SECTIONS = [singleItems];

for (const backend of BACKENDS) {
  for (const mode of ["async", "sync"] as const) repositorySuite(backend, mode, SECTIONS);
}
