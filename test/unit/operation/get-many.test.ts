import { describe, expect, test } from "vitest";
import type { Item } from "../../../src/codec/attribute-value.js";
import { AbortedError, NetworkError, serviceError } from "../../../src/errors/transport-errors.js";
import { ArgumentError, BatchGetError, EntityTypeError, KeyError } from "../../../src/index.js";
import { type GetManyOptions, getMany } from "../../../src/operation/get-many.js";
import type { TransportRequest, WireObject } from "../../../src/transport/transport.js";
import { context, device } from "../../support/operation-context.js";
import { drive, type World } from "../../support/virtual-driver.js";

const key = (id: number) => ({ tenantId: "t1", deviceId: String(id) });
const keys = (count: number) => Array.from({ length: count }, (_, id) => key(id));

function keysOf(request: TransportRequest): readonly Item[] {
  const { RequestItems } = request.input as { RequestItems: { platform: { Keys: Item[] } } }; // its documented shape
  return RequestItems.platform.Keys;
}

/** A reply with the items of these keys, in reverse order, and other keys left unread. */
function reply(found: readonly Item[], unread: readonly Item[] = []): WireObject {
  const items = found.map(({ SK }) => {
    const id = SK !== undefined && "S" in SK ? SK.S.replace("DEVICE#", "") : "";
    return device(id).toItem();
  });
  return {
    Responses: { platform: items.reverse() },
    UnprocessedKeys: unread.length === 0 ? {} : { platform: { Keys: unread } },
  };
}

function run(input: Iterable<object>, world: Partial<World> = {}, options: GetManyOptions = {}) {
  return drive(getMany(context, input, options), {
    time: 0,
    latencyMs: 0,
    random: () => 1,
    serve: (request) => reply(keysOf(request)),
    ...world,
  });
}

describe("reading many items", () => {
  test("asks for 100 keys a request, each once, and aligns the answer", () => {
    const asked = [...keys(150), key(0), key(149)];
    const { result, requests } = run(asked);
    expect(requests.map((request) => keysOf(request).length)).toEqual([100, 50]);
    expect(result?.map((entity) => entity?.deviceId)).toEqual(asked.map((one) => one.deviceId));
  });

  test("tells what is missing from what was not read", () => {
    const { result, requests } = run(keys(3), {
      serve(request, index) {
        const asked = keysOf(request);
        return index === 0 ? reply(asked.slice(0, 1), asked.slice(2)) : reply(asked);
      },
    });
    expect(result?.map((entity) => entity?.deviceId)).toEqual(["0", undefined, "2"]);
    expect(requests.map((request) => keysOf(request).length)).toEqual([3, 1]);
  });

  test("is consistent for all of its requests, or none", () => {
    const { requests } = run(keys(150), {}, { consistent: true });
    for (const { operation, input } of requests) {
      expect(operation).toBe("BatchGetItem");
      expect(input).toMatchObject({ RequestItems: { platform: { ConsistentRead: true } } });
    }
  });

  test("waits before it asks again, and gives up after ten rounds without progress", () => {
    const { error, requests, waits } = run(keys(2), {
      serve: (request) => reply(keysOf(request).slice(0, -1), keysOf(request).slice(-1)),
    });
    expect(waits).toEqual([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
    expect(requests).toHaveLength(11);
    expect(error).toBeInstanceOf(BatchGetError);
    expect(error).toMatchObject({ model: "Device", unread: 1 });
  });

  test("is tried again after failures that pass, not after others", () => {
    const lost = new NetworkError("The connection was reset.", true);
    const { result } = run(keys(1), {
      serve(request, index) {
        if (index === 0) throw lost;
        return reply(keysOf(request));
      },
    });
    expect(result).toEqual([device(0)]);
    const denied = serviceError({
      service: "AccessDeniedException",
      serviceMessage: "no",
      statusCode: 400,
    });
    const refused = run(keys(1), {
      serve() {
        throw denied;
      },
    });
    expect([refused.error, refused.requests.length]).toEqual([denied, 1]);
  });

  test("refuses what is no key, and an item of another model", () => {
    expect(run(undefined as never).error).toBeInstanceOf(ArgumentError);
    expect(run("text" as never).error).toBeInstanceOf(ArgumentError);
    expect(run([{ tenantId: "t1" }]).error).toBeInstanceOf(KeyError);
    const foreign = { ...device(0).toItem(), _type: { S: "Other" } };
    const serve = () => ({ Responses: { platform: [foreign] }, UnprocessedKeys: {} });
    expect(run(keys(1), { serve }).error).toBeInstanceOf(EntityTypeError);
  });

  test("ends at once when the call is over", () => {
    const { error, requests } = run(keys(1), {}, { signal: AbortSignal.abort() });
    expect(error).toBeInstanceOf(AbortedError);
    expect(requests).toEqual([]);
  });

  test("takes nothing for missing that the reply may have left out", () => {
    const nonsense = [
      {},
      { Responses: {} },
      { UnprocessedKeys: {} },
      { Responses: [], UnprocessedKeys: {} },
      { Responses: {}, UnprocessedKeys: 7 },
    ];
    const { result, requests } = run(keys(1), {
      serve: (request, index) => nonsense[index] ?? reply(keysOf(request)),
    });
    expect([result, requests.length]).toEqual([[device(0)], nonsense.length + 1]);
  });

  test("keeps its queue short, however many keys there are", () => {
    // 100,000 keys are 1,000 requests; a queue of all keys would be gone through for each of them.
    const { result, requests } = run(keys(100_000), { serve: () => reply([]) });
    expect([result?.length, requests.length]).toEqual([100_000, 1000]);
  }, 20_000);
});
