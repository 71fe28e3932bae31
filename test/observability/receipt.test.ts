import { expect, test } from "vitest";
import { ArgumentError, CostExceededError, expectCost, withReceipt } from "../../src/index.js";
import { observedTable } from "./observed-model.js";

test("a receipt adds up what the calls in it consumed, by model and index", async () => {
  const { Device, device } = await observedTable();
  const { result, receipt } = await withReceipt(async () => {
    await Device.objects.save(device("d1"));
    return await Device.objects.get({ id: "d1" }, { consistent: true });
  });
  expect(result?.id).toBe("d1");
  expect(receipt).toEqual({
    requests: 2,
    readUnits: 1,
    writeUnits: 2,
    dollars: (1 * 0.125 + 2 * 0.625) / 1_000_000,
    lines: [
      { model: "Device", table: "platform", index: undefined, read: 1, write: 1 },
      { model: "Device", table: "platform", index: "GSI1", read: 0, write: 1 },
    ],
  });
});

test("blocking work gives its receipt at once", async () => {
  const { Device, device } = await observedTable();
  const { receipt } = withReceipt(() => Device.objectsSync.save(device("d1")), {
    prices: { read: 1, write: 10 },
  });
  expect(receipt).toMatchObject({ requests: 1, writeUnits: 2, dollars: 20 / 1_000_000 });
});

test("work side by side has receipts of its own, and an outer receipt has both", async () => {
  const { Device, device } = await observedTable();
  await Device.objects.upsertMany([device("d1"), device("d2")]);
  const reading = async (...ids: string[]) => {
    const { receipt } = await withReceipt(async () => {
      for (const id of ids) await Device.objects.get({ id });
    });
    return receipt.readUnits;
  };
  const outer = await withReceipt(() => Promise.all([reading("d1"), reading("d1", "d2")]));
  expect(outer.result).toEqual([0.5, 1]);
  expect(outer.receipt).toMatchObject({ requests: 3, readUnits: 1.5 });
});

test("calls outside of a receipt are not counted, nor asked for their capacity", async () => {
  const { engine, Device, device } = await observedTable();
  await withReceipt(async () => undefined);
  engine.forgetRequests();
  await Device.objects.save(device("d1"));
  expect(engine.requests[0]?.input.ReturnConsumedCapacity).toBeUndefined();
});

test("an iteration's pages count, and transactions cost twice", async () => {
  const { table, Device, device } = await observedTable();
  const { receipt: writing } = await withReceipt(() =>
    table.transact([Device.operations.save(device("d1"))]),
  );
  expect(writing.writeUnits).toBe(4);
  const { receipt: reading } = await withReceipt(async () => {
    for await (const found of Device.objects.query({ status: "up" }, { index: "GSI1" })) {
      expect(found.id).toBe("d1");
    }
  });
  expect(reading.lines).toEqual([
    { model: "Device", table: "platform", index: "GSI1", read: 0.5, write: 0 },
  ]);
});

test("expectCost gives the result of work that stays within its limits", async () => {
  const { Device, device } = await observedTable();
  const saved = await expectCost(() => Device.objects.save(device("d1")), { writeUnits: 2 });
  expect(saved.id).toBe("d1");
});

test("expectCost fails work that consumes more, async and blocking", async () => {
  const { Device, device } = await observedTable();
  const failure = { limited: "writeUnits", consumed: 2, limit: 1, code: "COST_EXCEEDED" };
  await expect(
    expectCost(() => Device.objects.save(device("d1")), { writeUnits: 1 }),
  ).rejects.toMatchObject(failure);
  const blocking = () => expectCost(() => Device.objectsSync.save(device("d1")), { writeUnits: 1 });
  expect(blocking).toThrow(CostExceededError);
});

test("expectCost without a limit, or with a negative one, is refused", () => {
  expect(() => expectCost(() => 1, {})).toThrow(ArgumentError);
  expect(() => expectCost(() => 1, { readUnits: -1 })).toThrow(ArgumentError);
});
