import type { Terminal } from "../command.js";

/** Milliseconds between two reports. */
const PAUSE_MS = 1_000;

/** Tells people how far a long command has come, once a second. */
export function progressOn(terminal: Terminal): (text: string) => void {
  let last = Date.now();
  return (text) => {
    if (Date.now() - last < PAUSE_MS) return;
    last = Date.now();
    terminal.complain(text);
  };
}
