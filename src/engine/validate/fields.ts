import type { WireObject } from "../../transport/transport.js";
import { malformed } from "../exception.js";
import { isRecord, own } from "../record.js";
import { jsonType } from "./attribute-value.js";

/** Reads members of a request; null is the same as leaving them out, a wrong JSON type is refused. */
function field(input: WireObject, name: string): unknown {
  return own(input, name) ?? undefined;
}

export function text(input: WireObject, name: string): string | undefined {
  const value = field(input, name);
  if (value === undefined || typeof value === "string") return value;
  throw cannotConvert(value, "String");
}

export function flag(input: WireObject, name: string): boolean | undefined {
  const value = field(input, name);
  if (value === undefined || typeof value === "boolean") return value;
  throw cannotConvert(value, "Boolean");
}

export function integer(input: WireObject, name: string): number | undefined {
  const value = field(input, name);
  if (value === undefined) return undefined;
  if (typeof value === "number") return Math.trunc(value);
  throw cannotConvert(value, "Integer");
}

export function map(input: WireObject, name: string): WireObject | undefined {
  const value = field(input, name);
  if (value === undefined || isRecord(value)) return value;
  throw unexpected(value);
}

export function list(input: WireObject, name: string): readonly unknown[] | undefined {
  const value = field(input, name);
  if (value === undefined || Array.isArray(value)) return value;
  throw unexpected(value);
}

/** A list of structures; a null among them counts as an empty one. */
export function structures(input: WireObject, name: string): readonly WireObject[] | undefined {
  return list(input, name)?.map((member) => structure(member));
}

export function texts(input: WireObject, name: string): readonly string[] | undefined {
  return list(input, name)?.map((member) => {
    if (typeof member === "string") return member;
    throw cannotConvert(member, "String");
  });
}

export function structure(value: unknown): WireObject {
  if (value === undefined || value === null) return {};
  if (isRecord(value)) return value;
  throw unexpected(value);
}

export function has(input: WireObject, name: string): boolean {
  return field(input, name) !== undefined;
}

function cannotConvert(value: unknown, type: string): Error {
  return typeof value === "object"
    ? unexpected(value)
    : malformed(`${jsonType(value)} cannot be converted to ${type}`);
}

function unexpected(value: unknown): Error {
  return malformed(
    typeof value === "object"
      ? "Start of structure or map found where not expected."
      : "Unexpected token received from parser",
  );
}
