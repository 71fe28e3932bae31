/**
 * Makes attributes of one schema version into those of the next. It is given, and gives, plain
 * values as they are stored: dates are their ISO text, sets and lists what they are.
 */
export type Upgrade = (
  attributes: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, unknown>>;
