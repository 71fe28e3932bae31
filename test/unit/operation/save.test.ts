import { describe, expect, test } from "vitest";
import type { Item } from "../../../src/codec/attribute-value.js";
import { NetworkError } from "../../../src/errors/transport-errors.js";
import { AlreadyExistsError, ArgumentError, ConditionFailedError, lt } from "../../../src/index.js";
import { type SaveOptions, save } from "../../../src/operation/save.js";
import type { TransportRequest } from "../../../src/transport/transport.js";
import { conditionFailed } from "../../support/condition-failed.js";
import { context, Device, device } from "../../support/operation-context.js";
import { drive } from "../../support/virtual-driver.js";

const lost = new NetworkError("The connection was reset.", true);

/** Saves against a service that answers by these steps: a reply, or an error to throw. */
function run(
  entity: Device,
  options: SaveOptions<Device>,
  steps: readonly ((request: TransportRequest) => object)[],
) {
  return drive(save(context, entity, options), {
    time: 1000,
    random: () => 0,
    serve(request, index) {
      const answer = steps[index]?.(request);
      if (answer === undefined) throw new RangeError("A request too many.");
      if (answer instanceof Error) throw answer;
      return { ...answer };
    },
  });
}

const created: SaveOptions<Device> = { mode: "create" };

describe("the request of a save", () => {
  test("puts the item, and no condition unless one was asked for", () => {
    const entity = device(1, { seq: 7 });
    const { requests, result } = run(entity, {}, [() => ({})]);
    expect(result).toBe(entity);
    expect(requests.map(({ operation, input }) => ({ operation, input }))).toEqual([
      { operation: "PutItem", input: { TableName: "platform", Item: entity.toItem() } },
    ]);
    expect([entity.createdAt, entity.updatedAt]).toEqual([new Date(1000), new Date(1000)]);
  });

  test("in mode create, with a condition of the caller's, has both", () => {
    const { requests } = run(device(1), { mode: "create", where: { seq: lt(5) } }, [() => ({})]);
    expect(requests[0]?.input).toMatchObject({
      ConditionExpression: "attribute_not_exists(#n1) AND (#n0 < :v0)",
      ExpressionAttributeNames: { "#n0": "seq", "#n1": "PK" },
      ExpressionAttributeValues: { ":v0": { N: "5" } },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
  });

  test("is not sent for a mode that is none", () => {
    const { error, requests } = run(device(1), { mode: "upsert" as never }, []);
    expect(error).toBeInstanceOf(ArgumentError);
    expect(requests).toEqual([]);
  });
});

describe("a create that is refused", () => {
  test("by another item says so, with what is stored", () => {
    const other = device(1, { note: "theirs" });
    const { error } = run(device(1), created, [() => conditionFailed(other.toItem())]);
    expect(error).toBeInstanceOf(AlreadyExistsError);
    expect((error as AlreadyExistsError).stored).toEqual(other);
  });

  test("leaves the entity without stamps", () => {
    const entity = device(1);
    run(entity, created, [() => conditionFailed()]);
    expect([entity.createdAt, entity.updatedAt]).toEqual([undefined, undefined]);
  });

  test("by its own item, whose reply was lost, has succeeded", () => {
    const entity = device(1, { note: "mine" });
    let stored: Item = {};
    const { result, requests } = run(entity, created, [
      (request) => {
        stored = request.input.Item as Item;
        return lost;
      },
      () => conditionFailed(stored),
    ]);
    expect(result).toBe(entity);
    expect(requests).toHaveLength(2);
    expect(entity.createdAt).toEqual(new Date(1000)); // one instant for both attempts
  });

  test("by its own item, as DynamoDB writes it: sets in another order, numbers in another form", () => {
    const entity = new Device({ ...device(1), count: 1e21, tags: new Set(["b", "a"]) });
    const { result } = run(entity, created, [
      () => lost,
      () =>
        conditionFailed({
          ...entity.toItem(),
          createdAt: { S: new Date(1000).toISOString() },
          updatedAt: { S: new Date(1000).toISOString() },
          count: { N: "1000000000000000000000" },
          tags: { SS: ["a", "b"] },
        }),
    ]);
    expect(result).toBe(entity);
  });

  test("by its own item is found out by a read where the refusal does not carry it", () => {
    const entity = device(1);
    let stored: Item = {};
    const { result, requests } = run(entity, created, [
      (request) => {
        stored = request.input.Item as Item;
        return lost;
      },
      () => conditionFailed(),
      () => ({ Item: stored }),
    ]);
    expect(result).toBe(entity);
    expect(requests[2]).toEqual({
      operation: "GetItem",
      input: {
        TableName: "platform",
        Key: { PK: { S: "TENANT#t1" }, SK: { S: "DEVICE#1" } },
        ConsistentRead: true,
      },
    });
  });

  test("by another's item after a lost reply is refused all the same", () => {
    const { error } = run(device(1, { note: "mine" }), created, [
      () => lost,
      () => conditionFailed(device(1, { note: "theirs" }).toItem()),
    ]);
    expect(error).toBeInstanceOf(AlreadyExistsError);
  });

  test("by its own twin without a lost reply is refused: somebody stored it before", () => {
    const { error } = run(device(1), created, [
      (request) => conditionFailed(request.input.Item as Item),
    ]);
    expect(error).toBeInstanceOf(AlreadyExistsError);
  });
});

describe("a save with a condition", () => {
  test("that its own lost write has made untrue has succeeded", () => {
    const entity = device(1, { seq: 6 });
    let stored: Item = {};
    const { result } = run(entity, { where: { seq: 5 } }, [
      (request) => {
        stored = request.input.Item as Item;
        return lost;
      },
      () => conditionFailed(stored),
    ]);
    expect(result).toBe(entity);
  });

  test("that is not met carries what is stored, if it fits the model", () => {
    const fitting = run(device(1), { where: { seq: 5 } }, [
      () => conditionFailed(device(1, { seq: 9 }).toItem()),
    ]).error;
    expect(fitting).toBeInstanceOf(ConditionFailedError);
    expect((fitting as ConditionFailedError).stored).toEqual(device(1, { seq: 9 }));
    const foreign = run(device(1), { where: { seq: 5 } }, [
      () => conditionFailed({ _type: { S: "Other" } }),
    ]).error;
    expect((foreign as ConditionFailedError).stored).toBeUndefined();
  });
});

describe("timestamps", () => {
  test("of an entity that was stored keep when that was", () => {
    const entity = device(1);
    run(entity, {}, [() => ({})]);
    drive(save(context, entity, undefined), { time: 5000, serve: () => ({}) });
    expect([entity.createdAt, entity.updatedAt]).toEqual([new Date(1000), new Date(5000)]);
  });
});
