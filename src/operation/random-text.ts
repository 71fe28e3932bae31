import { type Program, random } from "./effect.js";

/** A text of 22 characters that no other call gives: about 100 random bits. */
export function* randomText(): Program<string> {
  const part = (value: number): string => value.toString(36).slice(2, 13).padEnd(11, "0");
  return part(yield* random()) + part(yield* random());
}
