import type { Reporter } from "vitest/node";
import { canariesIn } from "./canary.js";

/** Fails a run in which anything that tests log, warnings included, shows item contents. */
export class NoContents implements Reporter {
  readonly #leaks: string[] = [];

  onUserConsoleLog({ content }: { readonly content: string }): void {
    if (canariesIn(content).length > 0) this.#leaks.push(content);
  }

  onTestRunEnd(): void {
    if (this.#leaks.length === 0) return;
    process.stdout.write(`Logs show item contents:\n${this.#leaks.join("\n")}\n`);
    process.exitCode = 1;
  }
}
