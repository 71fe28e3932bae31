/** A queue that can be looked into before anything is taken from it; every step takes constant time. */
export class Fifo<Element> {
  #elements: Element[] = [];
  #head = 0;

  get size(): number {
    return this.#elements.length - this.#head;
  }

  push(element: Element): void {
    this.#elements.push(element);
  }

  /** The element at a position from the head, or `undefined` beyond the end. */
  at(position: number): Element | undefined {
    return this.#elements[this.#head + position];
  }

  /** Takes that many elements off the head. */
  drop(count: number): void {
    this.#head += count;
    if (this.#head === this.#elements.length) {
      this.#elements.length = 0;
      this.#head = 0;
    } else if (this.#head >= this.size) {
      // As many as are moved were taken. Those that are kept longer outlive what collects young garbage.
      this.#elements = this.#elements.slice(this.#head);
      this.#head = 0;
    }
  }
}
