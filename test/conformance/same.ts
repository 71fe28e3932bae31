import { anything, Having } from "./case.js";

const SET_KINDS = ["SS", "NS", "BS"];

/** Whether an answer, or a part of it, is what was expected. */
export function same(expected: unknown, actual: unknown, inOrder: boolean): boolean {
  if (expected === anything) return actual !== undefined && actual !== null;
  if (expected instanceof Having) {
    return (
      isObject(actual) &&
      Object.keys(expected.members).every((name) =>
        same(expected.members[name], actual[name], inOrder),
      )
    );
  }
  if (expected instanceof Uint8Array) {
    return actual instanceof Uint8Array && Buffer.compare(expected, actual) === 0;
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      expected.length === actual.length &&
      expected.every((element, i) => same(element, actual[i], inOrder))
    );
  }
  if (!isObject(expected)) return Object.is(expected, actual);
  if (!isObject(actual)) return false;
  const names = Object.keys(expected).filter((name) => expected[name] !== undefined);
  const others = Object.keys(actual).filter((name) => actual[name] !== undefined);
  return (
    names.length === others.length &&
    names.every((name) => sameMember(name, expected[name], actual[name], inOrder))
  );
}

function sameMember(name: string, expected: unknown, actual: unknown, inOrder: boolean): boolean {
  const isSet = SET_KINDS.includes(name) && Array.isArray(expected) && Array.isArray(actual);
  if (!isSet || inOrder) return same(expected, actual, inOrder);
  return same(sorted(expected), sorted(actual), inOrder);
}

function sorted(members: readonly unknown[]): readonly unknown[] {
  return members
    .map((member) => ({ member, text: show(member) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ member }) => member);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** For messages: JSON with bytes as base64. */
export function show(value: unknown): string {
  const text = JSON.stringify(value, (_name, member: unknown) => {
    if (member === anything) return "(anything)";
    if (member instanceof Having) return { "(having)": member.members };
    return member instanceof Uint8Array ? Buffer.from(member).toString("base64") : member;
  });
  return text ?? "nothing";
}
