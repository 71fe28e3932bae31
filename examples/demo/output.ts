const isTerminal = process.stdout.isTTY === true;

function style(code: number, text: string): string {
  return isTerminal && !process.env.NO_COLOR ? `\u001b[${code}m${text}\u001b[0m` : text;
}

const bold = (text: string): string => style(1, text);
const dim = (text: string): string => style(2, text);
const green = (text: string): string => style(32, text);
const red = (text: string): string => style(31, text);

/** Takes a line that {@link transient} wrote off the terminal. */
const clear = isTerminal ? "\r\u001b[K" : "";

function print(line: string): void {
  process.stdout.write(`${clear}${line}\n`);
}

/** Begins a part of the demo. */
export function heading(text: string, remark: string): void {
  print(`\n${bold(text)}  ${dim(remark)}`);
}

/** Something went well. */
export function done(text: string): void {
  print(`  ${green("✔")} ${text}`);
}

/** Something did not. */
export function failed(text: string): void {
  print(`  ${red("✖")} ${text}`);
}

/** A question, how many milliseconds its two answers took, and the answer in lines. */
export function answer(
  question: string,
  timings: readonly number[],
  lines: readonly string[],
): void {
  const times = timings.map((time) => `${time.toFixed(1)} ms`.padStart(13));
  print(`  ${question.padEnd(52)}${dim(times.join(""))}`);
  for (const line of lines) print(`      ${line}`);
}

/** A line that the next one replaces; where nothing can be replaced, a line. */
export function transient(text: string): void {
  process.stdout.write(isTerminal ? `${clear}  ${text}` : `  ${text}\n`);
}

/** A whole number for people: 25,000. */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** Seconds for people: "42 s", "2 min 05 s". */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
