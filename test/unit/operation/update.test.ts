import { describe, expect, test } from "vitest";
import {
  AbortedError,
  AmbiguousWriteError,
  ArgumentError,
  add,
  append,
  beginsWith,
  ConditionFailedError,
  EncodeError,
  EntityTypeError,
  IndexKeyError,
  NotFoundError,
  remove,
} from "../../../src/index.js";
import { update } from "../../../src/operation/update.js";
import type { UpdateOptions } from "../../../src/operation/update-plan.js";
import { lost, service } from "../../support/batch-run.js";
import { conditionFailed } from "../../support/condition-failed.js";
import { context, type Device, device } from "../../support/operation-context.js";
import { drive } from "../../support/virtual-driver.js";

const KEY = { tenantId: "t1", deviceId: "1" };
const at = { S: new Date(1000).toISOString() };

/** Updates against a service that throws these errors, then answers a stored item. */
function run(
  key: object,
  changes: Readonly<Record<string, unknown>>,
  errors: readonly Error[] = [],
  options: UpdateOptions<Device> = {},
) {
  return drive(update(context, key, changes, options), {
    time: 1000,
    latencyMs: 0,
    random: () => 0,
    serve(_request, index) {
      if (errors[index] !== undefined) throw errors[index];
      return { Attributes: device(1).toItem() };
    },
  });
}

function inputOf(key: object, changes: Readonly<Record<string, unknown>>, options = {}) {
  const { requests, error } = run(key, changes, [], options);
  if (error !== undefined) throw error;
  expect(requests).toHaveLength(1);
  return requests[0]?.input;
}

const COMMON = {
  TableName: "platform",
  Key: { PK: { S: "TENANT#t1" }, SK: { S: "DEVICE#1" } },
  ReturnValues: "ALL_NEW",
  ReturnValuesOnConditionCheckFailure: "ALL_OLD",
};

describe("the request of an update", () => {
  test("sets, removes, adds and appends, and stamps", () => {
    const changes = {
      note: "new",
      tags: add(new Set(["b", "a"])),
      log: append(["x"]),
    };
    expect(inputOf(KEY, changes)).toEqual({
      ...COMMON,
      UpdateExpression:
        "SET #n0 = :v0, #n2 = list_append(if_not_exists(#n2, :v2), :v3), #n3 = :v4 ADD #n1 :v1",
      ConditionExpression: "#n4 = :v5",
      ExpressionAttributeNames: {
        "#n0": "note",
        "#n1": "tags",
        "#n2": "log",
        "#n3": "updatedAt",
        "#n4": "_type",
      },
      ExpressionAttributeValues: {
        ":v0": { S: "new" },
        ":v1": { SS: ["b", "a"] },
        ":v2": { L: [] },
        ":v3": { L: [{ S: "x" }] },
        ":v4": at,
        ":v5": { S: "Device" },
      },
    });
  });

  test("removes what is null, empty or told to go, and passes over undefined", () => {
    for (const changes of [
      { note: null, seq: undefined },
      { note: remove(), seq: undefined },
    ]) {
      expect(inputOf(KEY, changes)).toEqual({
        ...COMMON,
        UpdateExpression: "SET #n1 = :v0 REMOVE #n0",
        ConditionExpression: "#n2 = :v1",
        ExpressionAttributeNames: { "#n0": "note", "#n1": "updatedAt", "#n2": "_type" },
        ExpressionAttributeValues: { ":v0": at, ":v1": { S: "Device" } },
      });
    }
    expect(inputOf(KEY, { tags: new Set() })).toMatchObject({
      UpdateExpression: "SET #n1 = :v0 REMOVE #n0",
    });
  });

  test("computes the key of an index whose attributes are all given", () => {
    expect(inputOf(KEY, { status: "down", seq: 8 })).toEqual({
      ...COMMON,
      UpdateExpression: "SET #n0 = :v0, #n1 = :v1, #n2 = :v2, #n3 = :v3, #n4 = :v4",
      ConditionExpression: "#n5 = :v5",
      ExpressionAttributeNames: {
        "#n0": "status",
        "#n1": "seq",
        "#n2": "GSI1PK",
        "#n3": "GSI1SK",
        "#n4": "updatedAt",
        "#n5": "_type",
      },
      ExpressionAttributeValues: {
        ":v0": { S: "down" },
        ":v1": { N: "8" },
        ":v2": { S: "TENANT#t1#down" },
        ":v3": { S: "0000000008" },
        ":v4": at,
        ":v5": { S: "Device" },
      },
    });
  });

  test("takes the rest of an index key from an entity, on condition that it is still so", () => {
    expect(inputOf(device(1, { seq: 7 }), { status: "down" })).toMatchObject({
      UpdateExpression: "SET #n0 = :v0, #n2 = :v2, #n3 = :v3, #n4 = :v4",
      ConditionExpression: "#n5 = :v5 AND #n1 = :v1",
      ExpressionAttributeNames: { "#n1": "seq", "#n2": "GSI1PK", "#n3": "GSI1SK" },
      ExpressionAttributeValues: { ":v1": { N: "7" }, ":v3": { S: "0000000007" } },
    });
  });

  test("takes an item out of an index that it has no key for", () => {
    const leaving = {
      UpdateExpression: expect.stringMatching(/ REMOVE .*#n\d, #n\d/) as unknown,
    };
    expect(inputOf(device(1), { status: "down" })).toMatchObject({
      ...leaving,
      ConditionExpression: "#n5 = :v2 AND attribute_not_exists(#n1)",
      ExpressionAttributeNames: { "#n1": "seq" },
    });
    expect(inputOf(KEY, { seq: remove() })).toMatchObject(leaving);
  });

  test("puts the caller's condition in brackets beside its own", () => {
    const where = { seq: 1, note: beginsWith("a") };
    expect(inputOf(KEY, { note: "b" }, { where })).toMatchObject({
      ConditionExpression: "#n3 = :v4 AND ((#n2 = :v2) AND (begins_with(#n0, :v3)))",
    });
  });
});

describe("changes that are refused before any request", () => {
  test.each([
    ["no changes", {}, ArgumentError, /no changes were given/],
    ["only undefined ones", { seq: undefined }, ArgumentError, /no changes were given/],
    ["none at all", undefined, ArgumentError, /changes is an object/],
    ["a key attribute", { deviceId: "2" }, ArgumentError, /deviceId is part of the primary key/],
    ["an unknown attribute", { colour: "red" }, ArgumentError, /colour is not an attribute/],
    ["a stored name of the table", { PK: "x" }, ArgumentError, /PK is not an attribute/],
    ["the type", { _type: "Other" }, ArgumentError, /_type is not an attribute/],
    ["a timestamp", { createdAt: new Date(0) }, ArgumentError, /createdAt is not an attribute/],
    ["a comparison", { seq: beginsWith("1") }, ArgumentError, /beginsWith\(\) is no change/],
    ["the removal of what is required", { status: remove() }, EncodeError, /^status: /],
    ["null for what is required", { status: null }, EncodeError, /^status: /],
    ["a value of a wrong kind", { seq: "7" }, EncodeError, /^seq: /],
    ["a value that is not in the enum", { status: "gone" }, EncodeError, /^status: /],
    ["an operand of a wrong kind", { seq: add("1" as never) }, EncodeError, /^seq: /],
    ["a list for a text", { note: append(["x"]) }, EncodeError, /^note: /],
  ] as const)("%s", (_name, changes, errorClass, message) => {
    const { error, requests } = run(device(1), changes as never);
    expect(error).toBeInstanceOf(errorClass);
    expect((error as Error).message).toMatch(message);
    expect(requests).toEqual([]);
  });

  test("a part of an index key without the rest, naming what is missing", () => {
    const { error } = run(KEY, { status: "down" });
    expect(error).toBeInstanceOf(IndexKeyError);
    expect(error).toMatchObject({ model: "Device", index: "GSI1", missing: ["seq"] });
    expect(run(device(1, { seq: 1 }), { seq: add(1) }).error).toMatchObject({ missing: ["seq"] });
  });
});

describe("an update that is refused", () => {
  test("because nothing is stored", () => {
    expect(run(KEY, { note: "b" }, [conditionFailed()]).error).toBeInstanceOf(NotFoundError);
  });

  test("because an item of another model is", () => {
    const { error } = run(KEY, { note: "b" }, [conditionFailed({ _type: { S: "Other" } })]);
    expect(error).toBeInstanceOf(EntityTypeError);
    expect(error).toMatchObject({ expected: "Device", found: "Other" });
  });

  test("because its condition does not hold", () => {
    const stored = device(1, { seq: 3 });
    const refused = conditionFailed(stored.toItem());
    const { error } = run(KEY, { note: "b" }, [refused], { where: { seq: 2 } });
    expect(error).toBeInstanceOf(ConditionFailedError);
    expect((error as ConditionFailedError).stored).toEqual(stored);
  });

  test("after a lost reply may be its own doing, and says so", () => {
    const options = { where: { note: "a" } };
    const { error } = run(KEY, { note: "b" }, [lost, conditionFailed(device(1).toItem())], options);
    expect(error).toBeInstanceOf(AmbiguousWriteError);
  });
});

describe("a change that must not count twice", () => {
  test.each([
    ["add to a number", { count: add(1) }],
    ["append to a list", { log: append(["x"]) }],
  ])("%s is not sent again after a lost reply", (_name, changes) => {
    const { error, requests } = run(KEY, changes, [lost]);
    if (!(error instanceof AmbiguousWriteError)) throw error;
    expect([error.model, error.operation, error.cause]).toEqual(["Device", "update", lost]);
    expect(requests).toHaveLength(1);
  });

  test("is sent again when it was refused for lack of capacity", () => {
    const throttled = service("ThrottlingException");
    const { result, requests } = run(KEY, { log: append(["x"]) }, [throttled]);
    expect(result).toEqual(device(1));
    expect(requests).toHaveLength(2);
  });

  test("is not ambiguous when the call was over before it was sent", () => {
    const options = { signal: AbortSignal.abort() };
    const { error, requests } = run(KEY, { log: append(["x"]) }, [], options);
    expect(error).toBeInstanceOf(AbortedError);
    expect(requests).toEqual([]);
  });

  test("members added to a set count once however often they are added", () => {
    const { result, requests } = run(KEY, { tags: add(new Set(["a"])) }, [lost]);
    expect(result).toEqual(device(1));
    expect(requests).toHaveLength(2);
  });
});
