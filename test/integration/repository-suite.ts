import { afterAll, beforeAll, describe } from "vitest";
import type { AsyncRepository, ModelStatics } from "../../src/index.js";
import { inMode, type TestedMode } from "../support/both-modes.js";
import { CANARY } from "../support/canary.js";
import type { Backend, OpenBackend } from "./backends.js";
import { defineModels, type Models } from "./models.js";

/** What the tests of the suite work with. */
export interface Suite extends Models {
  readonly mode: TestedMode;
  readonly backend: Backend;
  /** The open backend; only inside of tests. */
  opened(): OpenBackend;
  /** A model's repository in the suite's mode. */
  on<Model, Manager>(model: ModelStatics<Model, Manager>): AsyncRepository<Model, Manager>;
  /** A tenant that no other test uses. */
  tenant(): string;
}

let suites = 0;

/** Runs the tests of every section over one backend in one mode, on a table of its own. */
export function repositorySuite(
  backend: Backend,
  mode: TestedMode,
  sections: readonly ((suite: Suite) => void)[],
): void {
  describe(`${backend.name}, ${mode}`, () => {
    suites += 1;
    const models = defineModels(`suite-${suites}-${process.pid}`);
    let open: OpenBackend | undefined;
    let tenants = 0;

    beforeAll(async () => {
      open = await backend.open();
      models.table.connect(open.target);
      await models.table.create();
    });

    afterAll(async () => {
      await models.table.close();
      open?.close();
    });

    const suite: Suite = {
      ...models,
      mode,
      backend,
      opened() {
        if (open === undefined) throw new Error("The backend is open inside of tests only.");
        return open;
      },
      on: (model) => inMode(model, mode),
      tenant() {
        tenants += 1;
        return `${CANARY}-tenant-${tenants}`;
      },
    };
    for (const section of sections) section(suite);
  });
}
