import { describe, expect, test } from "vitest";
import { z } from "zod";
import { UnsupportedError } from "../../../src/index.js";
import {
  declare,
  definitionError,
  GOOD,
  schema,
  type UntypedClass,
} from "../../support/untyped-models.js";

describe("a class that is written wrongly is refused at its first use", () => {
  const expected = (Class: UntypedClass, message: string) => {
    expect(definitionError(() => Class.objects)).toBe(message);
    expect(definitionError(() => new Class({ tenantId: "t", email: "e", seq: 1 }))).toBe(message);
  };

  test("without keys", () => {
    class User extends declare({ schema }) {}
    expected(User, "User: give pk and sk templates, or implement pk() and sk() in the class.");
  });

  test("with half of its keys", () => {
    class User extends declare({ schema }) {
      override pk() {
        return "a";
      }
    }
    expected(User, "User: give pk and sk templates, or implement pk() and sk() in the class.");
  });

  test("with templates and keys of its own", () => {
    class User extends declare(GOOD) {
      override sk() {
        return "a";
      }
    }
    expected(
      User,
      "User: it has key templates, and pk() or sk() in its class as well; leave one out.",
    );
  });

  test("with a member that is an attribute", () => {
    class User extends declare(GOOD) {
      get email() {
        return "computed";
      }
    }
    expected(
      User,
      "User: the class has a member email, which is an attribute of its schema; rename one.",
    );
  });
});

test("an async schema is refused when an entity is made", () => {
  const slow = z.object({ id: z.string().refine(async () => true) });
  const User = declare({ schema: slow, pk: "A#{id}", sk: "B" });
  let error: unknown;
  try {
    new User({ id: "1" });
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(UnsupportedError);
  expect((error as UnsupportedError).message).toMatch(/^User: the schema answers a promise/);
});
