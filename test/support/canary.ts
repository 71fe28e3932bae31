/** Part of every text that tests store: nothing that is told to anyone may show it. */
export const CANARY = "c4nary";

/** Values of other kinds, as unlikely as the text. */
export const CANARY_NUMBER = 731_992_016;
export const CANARY_BIGINT = 73_199_201_655_554_321n;
export const CANARY_DATE: Date = new Date("2071-11-13T11:13:17.719Z");
export const CANARY_BYTES: Uint8Array<ArrayBuffer> = new TextEncoder().encode(CANARY);

const MARKS: readonly string[] = [
  CANARY,
  encodeURIComponent(CANARY),
  Buffer.from(CANARY).toString("base64"),
  Buffer.from(CANARY).toString("hex"),
  CANARY_BYTES.slice(0, 4).join(", "), // as `inspect` shows a Uint8Array
  "63 34 6e 61", // and a Buffer
  "73199201", // the beginning of both numbers
  CANARY_DATE.toISOString().slice(0, 10),
  String(CANARY_DATE.getTime()),
];

/** The canaries of a text, as they are or as JSON, `inspect` and keys write them. */
export function canariesIn(text: string): readonly string[] {
  return MARKS.filter((mark) => text.includes(mark));
}
