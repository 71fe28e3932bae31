import { describe, expect, test } from "vitest";
import { z } from "zod";
import { DefinitionError, defineTable, InternalError, Objects } from "../../../src/index.js";
import type { ObjectsClass } from "../../../src/repository/face.js";

interface Thing {
  readonly id: string;
}

const schema = z.object({ id: z.string() });

/** A model with a manager, as JavaScript declares it. */
function declare(objects: ObjectsClass): {
  readonly objects: object;
  readonly objectsSync: object;
} {
  return defineTable({ name: "t" }).model<Thing>("Thing")({
    schema,
    pk: "{id}",
    sk: "THING",
    objects,
  });
}

const replaces = (name: string, manager: string) =>
  new DefinitionError(
    `Thing: ${manager}.${name} replaces a method of every repository; rename it, or say that it ` +
      `is on purpose, in a method: static override replaces = ["${name}"].`,
  );

describe("a manager that replaces a persistence method", () => {
  test("by a method is refused where the model is defined", () => {
    class Careless extends Objects<Thing> {
      override save(entity: Thing) {
        return super.save(entity);
      }
    }
    expect(() => declare(Careless)).toThrow(replaces("save", "Careless"));
  });

  test("by inheriting one that does is refused too", () => {
    class Careless extends Objects<Thing> {
      override save(entity: Thing) {
        return super.save(entity);
      }
    }
    class Heir extends Careless {}
    expect(() => declare(Heir)).toThrow(replaces("save", "Heir"));
  });

  test("by a field is refused at the model's first use", () => {
    class Careless extends Objects<Thing> {
      constructor() {
        super();
        Object.assign(this, { query: () => [] });
      }
    }
    const model = declare(Careless);
    expect(() => model.objects).toThrow(replaces("query", "Careless"));
  });

  test("or `using`, which every repository has as well, is refused", () => {
    class Careless extends Objects<Thing> {
      using() {
        return 1;
      }
    }
    expect(() => declare(Careless)).toThrow(replaces("using", "Careless"));
  });

  test("is taken at its word when it says so", () => {
    class Deliberate extends Objects<Thing> {
      static override readonly replaces = ["exists"];

      override exists() {
        return super.exists({ id: "always" } as never);
      }
    }
    expect(() => declare(Deliberate).objects).not.toThrow();
  });

  test("is not one that only has a method that every object has", () => {
    class Printable extends Objects<Thing> {
      override toString() {
        return "things";
      }
    }
    expect(String(declare(Printable).objects)).toBe("things");
  });
});

test("a manager with an async method is refused: it would wait for operations that never run", () => {
  class Waiting extends Objects<Thing> {
    async renew(thing: Thing) {
      return await this.save(thing);
    }
  }
  expect(() => declare(Waiting)).toThrow(
    new DefinitionError(
      "Thing: Waiting.renew is async, and operations in it would not run; write a generator, " +
        "*renew(), with yield* for await.",
    ),
  );
});

describe("the face of a manager", () => {
  test("reads and writes the manager's own fields, in both modes", () => {
    class Sized extends Objects<Thing> {
      size = 1;
    }
    const { objects, objectsSync } = declare(Sized);
    Reflect.set(objects, "size", 2);
    expect(Reflect.get(objectsSync, "size")).toBe(2);
  });

  test("has members named by symbols and private ones behind them", () => {
    const secret = Symbol("secret");
    class Private extends Objects<Thing> {
      readonly #word = "hidden";
      [secret]() {
        return this.#word;
      }
    }
    const method: unknown = Reflect.get(declare(Private).objects, secret);
    expect(typeof method === "function" && method()).toBe("hidden");
  });
});

test("a manager without a model cannot be used", () => {
  const manager = new Objects<Thing>();
  expect(() => [...manager.get({ id: "a" } as never)]).toThrow(InternalError);
});
