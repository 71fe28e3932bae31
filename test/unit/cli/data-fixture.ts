import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, vi } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/create-engine.js";
import { type RunningServer, serve } from "../../../src/engine/server.js";
import { FULL, outcomeOf } from "./outcome.js";

export const TableName = "field-data.v2";

/** An engine with the table of the full configuration, which configurations talk to. */
export class Fixture {
  engine: Engine = createEngine();
  folder = "";
  #server: RunningServer | undefined;

  constructor() {
    beforeEach(async () => {
      this.folder = mkdtempSync(join(tmpdir(), "monotable-"));
      this.engine = createEngine();
      this.#server = await serve(this.engine, { port: 0 });
      vi.stubEnv("TABLE_ENDPOINT", this.#server.url);
      const table = await outcomeOf("infra", "--format", "create-table", "--config", FULL);
      await this.send("CreateTable", JSON.parse(table.printed));
    });
    afterEach(async () => {
      vi.unstubAllEnvs();
      await this.#server?.close();
      await this.engine.close();
      rmSync(this.folder, { recursive: true });
    });
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  send(operation: string, input: object) {
    return this.engine.send({ operation, input: { ...input } });
  }

  /** Everything that is stored, in the table's order. */
  async items(): Promise<readonly object[]> {
    const items: object[] = [];
    let after: object = {};
    do {
      const page = await this.send("Scan", { TableName, ...after });
      items.push(...(page.Items as object[]));
      after = page.LastEvaluatedKey ? { ExclusiveStartKey: page.LastEvaluatedKey } : {};
    } while (Object.keys(after).length > 0);
    return items;
  }
}
