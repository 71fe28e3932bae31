import type { BatchProgress } from "monotable";
import { count, duration, transient } from "./output.js";

const WIDTH = 28;

/** Milliseconds between two drawings on a terminal, and between two lines elsewhere. */
const REDRAW_MS = process.stdout.isTTY ? 100 : 2_000;

/** How far a batch has come: a bar on a terminal, a line now and then in a log. */
export class ProgressBar {
  readonly #what: string;
  readonly #total: number;
  readonly #start = performance.now();
  #drawn = this.#start;

  constructor(what: string, total: number) {
    this.#what = what;
    this.#total = total;
  }

  show({ written, retried }: BatchProgress): void {
    const now = performance.now();
    if (now - this.#drawn < REDRAW_MS) return;
    this.#drawn = now;
    const seconds = (now - this.#start) / 1000;
    const rate = written / seconds;
    const share = written / this.#total;
    const filled = Math.round(share * WIDTH);
    const left = written === 0 ? "?" : duration((this.#total - written) / rate);
    transient(
      `${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${(100 * share).toFixed(0).padStart(3)} %  ` +
        `${count(written)} ${this.#what}  ${count(rate)}/s  ${count(retried)} retries  ETA ${left}`,
    );
  }
}
