import { UsageError } from "../command.js";

/** The value of an option that counts. @throws UsageError for what is no whole number from 1 */
export function countOf(text: string, option: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(`${option} takes a whole number from 1, not "${text}".`);
}
