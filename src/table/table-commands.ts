import type { Item } from "../codec/attribute-value.js";
import type { BatchReport } from "../errors/batch-write-error.js";
import { request } from "../operation/attempt.js";
import type { BatchOptions } from "../operation/batch-options.js";
import { FRAME_BYTES } from "../operation/batch-request.js";
import { batchWrite } from "../operation/batch-write.js";
import { boundsOf, type CallOptions } from "../operation/effect.js";
import type { WireObject } from "../transport/transport.js";
import type { Registry } from "./registry.js";
import type { Runtime } from "./runtime.js";

/** Something with an item, in DynamoDB JSON, that is to be stored as it is. */
export interface Stored {
  readonly item: Item;
}

/** What the command line asks of a table beside what everybody does. It may be of another copy of the library. */
export class TableCommands {
  readonly #registry: Registry;
  readonly #runtime: Runtime;

  constructor(registry: Registry, runtime: Runtime) {
    this.#registry = registry;
    this.#runtime = runtime;
  }

  /** Sends a request, which may be sent again where that helps. */
  send(operation: string, input: WireObject, options?: CallOptions): Promise<WireObject> {
    return this.#runtime.async("send").run(request(operation, input, boundsOf(options)));
  }

  /**
   * Stores items, replacing those of the same keys; `done` is told of each that is written.
   * @throws BatchWriteError unless all are written
   */
  store<Element extends Stored>(
    elements: AsyncIterable<Element>,
    done: (element: Element) => void,
    options: BatchOptions,
  ): Promise<BatchReport<Element>> {
    const target = this.#registry.mixed();
    const plan = {
      caller: "store",
      key: ({ item }: Element) => target.mapper.storedKey(item),
      work(element: Element) {
        const json = Buffer.from(JSON.stringify(element.item));
        const bytes = json.length + FRAME_BYTES;
        return { json, isItem: true, bytes, done: () => done(element) };
      },
    };
    return this.#runtime.async("store").run(batchWrite(target, elements, plan, options));
  }
}
