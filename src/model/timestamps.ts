/** How timestamps are stored: fixed-width UTC ISO text, or a number since 1970. */
export type TimestampFormat = "iso" | "epochMs" | "epochSeconds";

/** What is stored for an instant: text for `iso`, otherwise a number. */
export function formatTimestamp(date: Date, format: TimestampFormat): string | number {
  if (format === "iso") return date.toISOString();
  const milliseconds = date.getTime();
  return format === "epochMs" ? milliseconds : Math.floor(milliseconds / 1000);
}

/** The instant of a stored timestamp, or `undefined` where it is not one of this format. */
export function parseTimestamp(stored: string | number, format: TimestampFormat): Date | undefined {
  const isText = typeof stored === "string";
  if (isText !== (format === "iso")) return undefined;
  const date = new Date(format === "epochSeconds" ? Number(stored) * 1000 : stored);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** An instant in the resolution that a format stores, so that an entity reads back as it was. */
export function storable(date: Date, format: TimestampFormat): Date {
  return format === "epochSeconds" ? new Date(Math.floor(date.getTime() / 1000) * 1000) : date;
}
