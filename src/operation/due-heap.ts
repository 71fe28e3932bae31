/** Something that waits for a time. */
interface Timed {
  /** Milliseconds since 1970. */
  readonly notBefore: number;
}

/** What waits, by the time it is due: a binary heap, so that adding and taking cost O(log n). */
export class DueHeap<Element extends Timed> {
  readonly #heap: Element[] = [];

  /** The element that is due first. */
  get first(): Element | undefined {
    return this.#heap[0];
  }

  push(element: Element): void {
    const heap = this.#heap;
    let at = heap.push(element) - 1;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt];
      if (parent === undefined || parent.notBefore <= element.notBefore) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = element;
  }

  /** Takes the element that is due first. */
  pop(): Element | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    while (true) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      const isRight = right !== undefined && left !== undefined && right.notBefore < left.notBefore;
      const child = isRight ? right : left;
      if (child === undefined || child.notBefore >= last.notBefore) break;
      heap[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
    return first;
  }
}
