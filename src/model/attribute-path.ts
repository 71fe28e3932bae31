const LONGEST_SHOWN = 80;

/** Stands in a path for the key of a record or a map: such keys are contents, and not shown. */
export const HIDDEN_KEY = "*";

/**
 * Writes a path as people read it: `address.lines[2]`, `prices[*]`; names that are not plain go in
 * `["…"]`.
 */
export function formatPath(segments: readonly PropertyKey[], base = ""): string {
  let text = base;
  for (const segment of segments) {
    if (typeof segment === "number") {
      text += `[${segment}]`;
      continue;
    }
    const name = shortened(String(segment));
    if (name === HIDDEN_KEY) text += "[*]";
    else if (!isPlain(name)) text += `[${JSON.stringify(name)}]`;
    else text += text === "" ? name : `.${name}`;
  }
  return text;
}

function isPlain(name: string): boolean {
  // The tables of Unicode take longer to load than a model to declare.
  return /^[A-Za-z_$][\w$-]*$/.test(name) || /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(name);
}

function shortened(name: string): string {
  return name.length <= LONGEST_SHOWN ? name : `${name.slice(0, LONGEST_SHOWN)}…`;
}
