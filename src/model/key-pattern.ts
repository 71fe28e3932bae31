import type { KeyAttribute, KeyTemplate } from "./key-template.js";

type Range = readonly [first: number, last: number];

interface Edge {
  readonly range: Range;
  readonly to: State;
}

interface State {
  readonly id: number;
  readonly edges: Edge[];
}

/** The texts that a template can write, as a nondeterministic automaton over code points. */
interface Automaton {
  readonly states: State[];
  readonly start: State;
  readonly end: State;
}

const DIGITS: readonly Range[] = [[0x30, 0x39]];
const HEXADECIMAL: readonly Range[] = [...DIGITS, [0x41, 0x46]];
const LITERAL_IN_VALUE: readonly Range[] = [
  [0x26, 0xd7ff],
  [0xe000, 0x10ffff],
];
const RAW: readonly Range[] = [
  [0x24, 0xd7ff],
  [0xe000, 0x10ffff],
  [0x00, 0x22],
];

/**
 * A shortest text that both templates can write, or undefined where there is none.
 *
 * A text part stands for any string; `{x:number}` for any 16 hexadecimal digits, so the answer can
 * be a text that is no finite number, never a wrong "none". Key lengths are not limited.
 */
export function collisionExample(left: KeyTemplate, right: KeyTemplate): string | undefined {
  const a = automaton(left);
  const b = automaton(right);
  const seen = new Set<number>();
  const queue: { readonly a: State; readonly b: State; readonly text: string }[] = [];
  const visit = (stateA: State, stateB: State, text: string): void => {
    const pair = stateA.id * b.states.length + stateB.id;
    if (seen.has(pair)) return;
    seen.add(pair);
    queue.push({ a: stateA, b: stateB, text });
  };
  visit(a.start, b.start, "");
  for (const pair of queue) {
    if (pair.a === a.end && pair.b === b.end) return pair.text;
    for (const edgeA of pair.a.edges) {
      for (const edgeB of pair.b.edges) {
        const shared = sharedCharacter(edgeA.range, edgeB.range);
        if (shared !== undefined) visit(edgeA.to, edgeB.to, pair.text + shared);
      }
    }
  }
  return undefined;
}

/** A character of both ranges, a readable one if there is one. */
function sharedCharacter(a: Range, b: Range): string | undefined {
  const first = Math.max(a[0], b[0]);
  const last = Math.min(a[1], b[1]);
  if (first > last) return undefined;
  const readable = [0x78, 0x38].find((code) => first <= code && code <= last); // "x", "8"
  return String.fromCodePoint(readable ?? first);
}

function automaton(template: KeyTemplate): Automaton {
  const states: State[] = [];
  const start = addState(states);
  let end = start;
  for (const part of template.parts) {
    if (part.type === "attribute") {
      end = addValue(states, end, part);
      continue;
    }
    for (const character of part.text) {
      const code = character.codePointAt(0) ?? 0;
      end = addStep(states, end, [[code, code]]);
    }
  }
  return { states, start, end };
}

function addValue(states: State[], from: State, part: KeyAttribute): State {
  if (part.width > 0) {
    let end = from;
    const digits = part.format === "number" ? HEXADECIMAL : DIGITS;
    for (let count = 0; count < part.width; count++) end = addStep(states, end, digits);
    return end;
  }
  const ranges = part.format === "raw" ? RAW : LITERAL_IN_VALUE;
  const end = addStep(states, from, ranges);
  connect(end, end, ranges);
  if (part.format === "text") {
    addEscapes(states, from, end);
    addEscapes(states, end, end);
  }
  return end;
}

/** The escapes of `key-text.ts`: `%00` to `%1F` and `%20` to `%25`. */
function addEscapes(states: State[], from: State, end: State): void {
  const percent = addStep(states, from, [[0x25, 0x25]]);
  const control = addStep(states, percent, [[0x30, 0x31]]);
  connect(control, end, HEXADECIMAL);
  const punctuation = addStep(states, percent, [[0x32, 0x32]]);
  connect(punctuation, end, [[0x30, 0x35]]);
}

function addStep(states: State[], from: State, ranges: readonly Range[]): State {
  const to = addState(states);
  connect(from, to, ranges);
  return to;
}

function addState(states: State[]): State {
  const state: State = { id: states.length, edges: [] };
  states.push(state);
  return state;
}

function connect(from: State, to: State, ranges: readonly Range[]): void {
  for (const range of ranges) from.edges.push({ range, to });
}
