import { expect, test } from "vitest";
import { serviceError } from "../../../src/errors/transport-errors.js";

function messageOf(serviceMessage: string): string {
  return serviceError({ service: "ValidationException", serviceMessage, statusCode: 400 }).message;
}

test.each([
  [
    "1 validation error detected: Value '{t=[{S: SECRET' at 'SECRET}]}' at 'requestItems' failed to satisfy constraint: too long",
    "1 validation error detected: Value '...' at 'requestItems' failed to satisfy constraint: too long",
  ],
  [
    "One or more parameter values were invalid: Input collection [SECRET, ]SECRET] contains duplicates.",
    "One or more parameter values were invalid: Input collection [...] contains duplicates.",
  ],
  [
    "upper bound must be greater; lower bound operand: AttributeValue: {S:SECRET}, upper bound operand: AttributeValue: {S:SECRET}",
    "upper bound must be greater; lower bound operand: AttributeValue: {...",
  ],
  [
    "The parameter cannot be converted to a numeric value: SECRET",
    "The parameter cannot be converted to a numeric value: ...",
  ],
  [
    "Invalid attribute type name found; type: SECRET, valid types: {S,N}",
    "Invalid attribute type name found; type: ..., valid types: {S,N}",
  ],
  ["Value 'SECRET without an end", "Value '..."],
])("values that the service echoes are not in the message: %s", (text, shown) => {
  expect(messageOf(text)).toBe(`ValidationException: ${shown}`);
});

test("a text without values is kept", () => {
  const text = "Value provided in ExpressionAttributeValues unused in expressions: keys: {:q}";
  expect(messageOf(text)).toBe(`ValidationException: ${text}`);
});
