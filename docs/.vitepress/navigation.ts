/** A page of the site, by its file in the repository. */
export interface Entry {
  readonly text: string;
  readonly file: string;
}

export interface Group {
  readonly text: string;
  readonly pages: readonly Entry[];
}

const guide = (name: string, text: string): Entry => ({ text, file: `docs/guide/${name}.md` });

/** Every page in its reading order, but for the decisions and the API: those are read from their files. */
export const GROUPS: readonly Group[] = [
  {
    text: "Start",
    pages: [
      { text: "Five minutes", file: "docs/start.md" },
      guide("single-table-design", "Single-table design"),
      { text: "Examples", file: "examples/README.md" },
    ],
  },
  {
    text: "Declare",
    pages: [
      guide("models", "Models"),
      guide("keys", "Keys"),
      guide("lifecycle", "Hooks, defaults and expiry"),
      guide("unique", "Unique attributes"),
      guide("evolution", "Evolution"),
      guide("migration", "Existing tables"),
    ],
  },
  {
    text: "Write",
    pages: [
      guide("repositories", "Repositories"),
      guide("updates", "Updates"),
      guide("conditions", "Conditions"),
      guide("batches", "Batches"),
      guide("transactions", "Transactions"),
      guide("locking", "Locking"),
    ],
  },
  {
    text: "Read",
    pages: [
      guide("queries", "Queries"),
      guide("collections", "Collections"),
      guide("managers", "Managers"),
    ],
  },
  { text: "React", pages: [guide("streams", "Streams")] },
  {
    text: "Run",
    pages: [
      guide("connecting", "Connecting"),
      guide("observability", "Observability"),
      guide("engine", "The engine"),
      guide("testing", "Testing"),
      guide("infrastructure", "Infrastructure"),
      guide("command-line", "Command line"),
    ],
  },
  {
    text: "Look up",
    pages: [
      { text: "Errors", file: "docs/errors.md" },
      { text: "Features beside others", file: "docs/features.md" },
      { text: "Changes", file: "CHANGELOG.md" },
    ],
  },
  {
    text: "Trust",
    pages: [
      { text: "Reliability", file: "docs/reliability.md" },
      { text: "Cost, measured", file: "docs/benchmarks.md" },
      { text: "The engine, measured", file: "docs/benchmarks-engine.md" },
      { text: "Batches, measured", file: "docs/benchmarks-batch.md" },
      { text: "Security", file: "SECURITY.md" },
      { text: "Supported versions", file: "docs/versions.md" },
    ],
  },
  {
    text: "Take part",
    pages: [
      { text: "Architecture", file: "ARCHITECTURE.md" },
      { text: "Contributing", file: "CONTRIBUTING.md" },
    ],
  },
];
