import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  DefinitionError,
  defineTable,
  EncodeError,
  Objects,
  type Transport,
  ValidationError,
} from "../../../src/index.js";

/** A transport that answers every read with these items, one after the other. */
function reading(...items: readonly object[]): Transport {
  let count = 0;
  const sendSync = () => {
    count += 1;
    return { Item: items[(count - 1) % items.length] };
  };
  return {
    capabilities: { transactions: true },
    send: async () => sendSync(),
    sendSync,
    close: async () => undefined,
  };
}

const schema = z.object({ id: z.string(), size: z.number().optional() });
const KEY = { pk: "THING#{id}", sk: "THING" };
const stored = (id: string, type = "Thing") => ({
  PK: { S: `THING#${id}` },
  SK: { S: "THING" },
  _type: { S: type },
  id: { S: id },
});

describe("an entity", () => {
  test("starts its fields when it is made and when it is read", () => {
    const table = defineTable({ name: "t" }).connect(reading(stored("a")));
    class Thing extends table.model<Thing>("Thing")({ schema, ...KEY }) {
      readonly tags: string[] = [];
      readonly #secret = `secret of ${this.id}`;

      get secret() {
        return this.#secret;
      }
    }
    const made = new Thing({ id: "a" });
    const read = Thing.objectsSync.getOrThrow({ id: "a" });
    for (const thing of [made, read]) {
      expect(thing.tags).toEqual([]);
      expect(thing.secret).toBe("secret of a");
    }
    expect(read.tags).not.toBe(made.tags);
  });

  test("that its class takes attributes from by a field is refused when it is read", async () => {
    const table = defineTable({ name: "t" }).connect(reading(stored("a")));
    class Thing extends table.model<Thing>("Thing")({ schema, ...KEY }) {
      // @ts-expect-error: TypeScript sees it too, where it compiles fields as the language does
      id: string;
    }
    for (const run of [
      () => Thing.objects.get({ id: "a" }),
      async () => Thing.objectsSync.get({ id: "a" }),
    ]) {
      await expect(run()).rejects.toThrow(
        new DefinitionError(
          "Thing: the class replaces the attribute id once it is read, as a field of that name " +
            "does; leave the field out, or write `declare id`.",
        ),
      );
    }
  });

  test("has its timestamps beside its attributes", () => {
    const table = defineTable({ name: "t" });
    class Thing extends table.model<Thing>("Thing")({ schema, ...KEY }) {}
    const thing = new Thing({ id: "a" });
    expect(Object.keys(thing)).toEqual(["id"]);
    thing.createdAt = new Date(5);
    expect({ ...thing }).toEqual({ id: "a" });
    expect(JSON.parse(JSON.stringify(thing))).toEqual({
      id: "a",
      createdAt: "1970-01-01T00:00:00.005Z",
    });
    expect([thing.pk(), thing.sk()]).toEqual(["THING#a", "THING"]);
  });

  test("of a schema that is open takes any attribute but those of the table and the class", () => {
    const table = defineTable({ name: "t" });
    const open = z.looseObject({ id: z.string() });
    class Thing extends table.model<Thing>("Thing")({ schema: open, ...KEY }) {}
    expect(new Thing({ id: "a", colour: "red" }).toItem()).toMatchObject({ colour: { S: "red" } });
    for (const name of ["constructor", "pk", "createdAt", "updatedAt", "toJSON"]) {
      expect(() => new Thing({ id: "a", [name]: "x" })).toThrow(ValidationError);
    }
    for (const name of ["PK", "SK", "_type", "GSI1PK", "GSI2SK"]) {
      expect(() => new Thing({ id: "a", [name]: "x" }).toItem()).toThrow(
        new EncodeError(name, "is stored by the table itself; rename the attribute."),
      );
    }
    const data = JSON.parse('{ "id": "a", "__proto__": { "polluted": true } }') as { id: string };
    const thing = new Thing(data);
    expect(Object.getPrototypeOf(thing)).toBe(Thing.prototype);
    expect(Reflect.get(thing, "polluted")).toBeUndefined();
  });

  test("keeps attributes of an open schema that the class has other members for", () => {
    const table = defineTable({ name: "t" }).connect(
      reading({ ...stored("a"), label: { S: "read" }, valueOf: { S: "read" } }),
    );
    const open = z.looseObject({ id: z.string() });
    class Thing extends table.model<Thing>("Thing")({ schema: open, ...KEY }) {
      get label() {
        return "of the class";
      }
    }
    const made = new Thing({ id: "a", label: "made", valueOf: "made" });
    const read = Thing.objectsSync.getOrThrow({ id: "a" });
    expect(made.toItem()).toMatchObject({ label: { S: "made" }, valueOf: { S: "made" } });
    expect(read.toItem()).toMatchObject({ label: { S: "read" }, valueOf: { S: "read" } });
  });
});

describe("siblings share nothing", () => {
  test("two subclasses of one model read entities of their own", async () => {
    const table = defineTable({ name: "t" }).connect(reading(stored("a")));
    const Thing = table.model<{ id: string }>("Thing")({ schema, ...KEY });
    class Left extends Thing {
      readonly side = "left";
    }
    class Right extends Thing {
      readonly side = "right";
    }
    expect(Left.objects).not.toBe(Right.objects);
    expect(Left.objects).toBe(Left.objects);
    expect(await Left.objects.get({ id: "a" })).toBeInstanceOf(Left);
    expect(Right.objectsSync.get({ id: "a" })).toBeInstanceOf(Right);
    expect(await Left.objects.get({ id: "a" })).not.toBeInstanceOf(Right);
  });

  test("two models with one manager class have a manager each", () => {
    class Counting<Model> extends Objects<Model> {
      count = 0;

      increase() {
        this.count += 1;
        return this.count;
      }
    }
    const table = defineTable({ name: "t" }).connect(reading(stored("a"), stored("b", "Other")));
    class ThingObjects extends Counting<Thing> {}
    class Thing extends table.model<Thing>("Thing")({ schema, ...KEY, objects: ThingObjects }) {}
    class OtherObjects extends Counting<Other> {}
    class Other extends table.model<Other>("Other")({
      schema,
      pk: "THING#{id}",
      sk: "OTHER",
      objects: OtherObjects,
    }) {}
    expect([Thing.objects.increase(), Thing.objectsSync.increase()]).toEqual([1, 2]);
    expect(Other.objects.increase()).toBe(1);
    expect([Thing.objects.count, Other.objects.count]).toEqual([2, 1]);
    expect(Thing.objectsSync.get({ id: "a" })).toBeInstanceOf(Thing);
    expect(Other.objectsSync.get({ id: "b" })).toBeInstanceOf(Other);
  });
});
