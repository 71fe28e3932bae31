/** How timestamps are stored: fixed-width UTC ISO text, or a number since 1970. */
export type TimestampFormat = "iso" | "epochMs" | "epochSeconds";

/** The instant that was written last, as batches write many of one, and its text. */
let lastInstant: number | undefined;
let lastText = "";

function isoText(date: Date): string {
  const instant = date.getTime();
  if (instant !== lastInstant) {
    lastText = date.toISOString();
    lastInstant = instant;
  }
  return lastText;
}

/** What is stored for an instant: text for `iso`, otherwise a number. */
export function formatTimestamp(date: Date, format: TimestampFormat): string | number {
  if (format === "iso") return isoText(date);
  const milliseconds = date.getTime();
  return format === "epochMs" ? milliseconds : Math.floor(milliseconds / 1000);
}

/** The text that was read last, as most items have been stored once, and its instant. */
let readText: string | undefined;
let readInstant = 0;

/** The instant of a stored timestamp, or `undefined` where it is not one of this format. */
export function parseTimestamp(stored: string | number, format: TimestampFormat): Date | undefined {
  const isText = typeof stored === "string";
  if (isText !== (format === "iso")) return undefined;
  if (isText && stored === readText) return new Date(readInstant);
  const date = new Date(format === "epochSeconds" ? Number(stored) * 1000 : stored);
  const instant = date.getTime();
  if (Number.isNaN(instant)) return undefined;
  if (isText) {
    readText = stored;
    readInstant = instant;
  }
  return date;
}

/** An instant in the resolution that a format stores, so that an entity reads back as it was. */
export function storable(date: Date, format: TimestampFormat): Date {
  return format === "epochSeconds" ? new Date(Math.floor(date.getTime() / 1000) * 1000) : date;
}
