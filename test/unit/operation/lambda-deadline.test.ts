import { expect, test, vi } from "vitest";
import { ArgumentError, lambdaDeadline } from "../../../src/index.js";

test("a handler's deadline is a little before its own end", () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
  try {
    const context = { getRemainingTimeInMillis: () => 30_000 };
    expect(lambdaDeadline(context)).toEqual(new Date(1_028_000));
    expect(lambdaDeadline(context, 500)).toEqual(new Date(1_029_500));
  } finally {
    vi.useRealTimers();
  }
});

test("what is no context of a handler is refused", () => {
  const wrong = [undefined, {}, { getRemainingTimeInMillis: () => "30" }];
  for (const context of wrong) {
    expect(() => lambdaDeadline(context as never)).toThrow(ArgumentError);
  }
  expect(() => lambdaDeadline({ getRemainingTimeInMillis: () => 1 }, -1)).toThrow(ArgumentError);
});
