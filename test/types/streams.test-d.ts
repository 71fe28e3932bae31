import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import { defineTable, eventId, type StreamHandler } from "../../src/index.js";

const table = defineTable({ name: "platform" });

class Device extends table.model<Device>("Device")({
  schema: z.object({ id: z.string(), seq: z.number().optional() }),
  pk: "DEVICE#{id}",
  sk: "DEVICE",
}) {}

test("handlers are typed by the classes that are given", () => {
  const handler = table.streamHandler(
    {
      Device: {
        insert(now, record) {
          expectTypeOf(now).toEqualTypeOf<Device>();
          expectTypeOf(record.at).toEqualTypeOf<Date | undefined>();
        },
        modify(before, now, changes) {
          expectTypeOf(before).toEqualTypeOf<Device>();
          expectTypeOf(now).toEqualTypeOf<Device>();
          expectTypeOf(changes.seq?.before).toEqualTypeOf<number | undefined>();
          // @ts-expect-error: no attribute of the model
          changes.size;
        },
        async remove(before, { expired }) {
          expectTypeOf(before.id).toEqualTypeOf<string>();
          expectTypeOf(expired).toEqualTypeOf<boolean>();
        },
      },
    },
    { models: { Device }, once: { by: eventId, in: table } },
  );
  expectTypeOf(handler).toEqualTypeOf<StreamHandler>();
  // @ts-expect-error: a model that is not given
  table.streamHandler({ Gadget: { insert() {} } }, { models: { Device } });
});

test("or by what they say of their entities", () => {
  table.streamHandler({
    Device: {
      insert(now: Device) {
        expectTypeOf(now.seq).toEqualTypeOf<number | undefined>();
      },
    },
  });
  // @ts-expect-error: no kind of change
  table.streamHandler({ Device: { upsert(_now: Device) {} } });
});
