import { describe, expect, test } from "vitest";
import type { Suite } from "./repository-suite.js";

/** Queries of a model's own. */
export function managers(suite: Suite): void {
  const { Device, on, tenant } = suite;

  const device = (tenantId: string, over: { status?: "up" | "down"; seq?: number } = {}) =>
    new Device({ tenantId, deviceId: "c4nary-d1", status: "up", seq: 7, ...over });

  describe("managers", () => {
    test("a method that gives a query is a query of the mode", async () => {
      const stored = await on(Device).save(device(tenant()));
      const online = on(Device).online(stored.tenantId);
      expect(await online.all()).toEqual([stored]);
      expect(await online.first()).toEqual(stored);
      expect(await online.count()).toBe(1);
      expect(await online.page()).toEqual({ items: [stored], cursor: undefined });
      for await (const found of online) expect(found).toEqual(stored);
    });

    test("a method that gives an operation answers its result", async () => {
      const stored = await on(Device).save(device(tenant()));
      expect(await on(Device).twice(stored)).toEqual([stored, stored]);
    });

    test("a generator method runs its steps, and answers what it returns", async () => {
      const stored = await on(Device).save(device(tenant()));
      const retired = await on(Device).retire(stored);
      expect(retired).toBeInstanceOf(Device);
      expect(retired?.status).toBe("retired");
    });

    test("a generator method can catch what a step throws", async () => {
      const absent = device(tenant());
      expect(await on(Device).retireOrSave(absent)).toBe(absent);
      expect(await on(Device).exists(absent)).toBe(true);
    });

    test("plain methods, getters and fields are there, with super and what they inherit", async () => {
      expect(await on(Device).greeting("you")).toBe("hello you!");
      expect(on(Device).label).toBe("devices per tenant");
      expect(on(Device).pageSize).toBe(2);
      expect(Device.objectsSync.greeting("you")).toBe("hello you!");
    });
  });
}
