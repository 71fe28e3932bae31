import { Flow } from "./flow.js";

/** The flows of a process's tables. */
export class Flows {
  readonly #flows = new Map<string, Flow>();

  /** The flow of what is sent to a table, by the operation that is sent. */
  of(operation: string, table: string): Flow {
    const name = `${operation}/${table}`;
    let flow = this.#flows.get(name);
    if (flow === undefined) {
      flow = new Flow();
      this.#flows.set(name, flow);
    }
    return flow;
  }
}
