import { compareText } from "../compare.js";
import type { SortedMap } from "./sorted-map.js";

/** A node may be changed in place only by the tree whose `owner` it carries; others copy it. */
interface Leaf<Value> {
  owner: object;
  readonly keys: string[];
  readonly values: Value[];
}

/** `keys[i]` is not above any key under `children[i]` and above all under `children[i - 1]`. */
interface Branch<Value> {
  owner: object;
  readonly keys: string[];
  readonly children: Node<Value>[];
}

type Node<Value> = Leaf<Value> | Branch<Value>;

/** Members of a node. Small nodes copy fast after a snapshot, large ones make shallow trees. */
const MAX_MEMBERS = 64;

/**
 * A map in the order of its keys' UTF-16 code units: a copy-on-write B+ tree.
 *
 * `snapshot()` takes constant time; afterwards a write copies only the nodes on its path. Nodes are
 * removed when they are empty and not merged before, so deletes are cheap and depth never grows.
 */
export class Tree<Value> implements SortedMap<Value> {
  #owner: object = {};
  #root: Node<Value> = { owner: this.#owner, keys: [], values: [] };
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Does nothing: who drops a tree lets go of it, and snapshots may share its nodes. */
  drop(): void {}

  /** An independent tree with the same content. */
  snapshot(): Tree<Value> {
    const copy = new Tree<Value>();
    copy.#root = this.#root;
    copy.#size = this.#size;
    this.#owner = {};
    return copy;
  }

  get(key: string): Value | undefined {
    let node = this.#root;
    while ("children" in node) node = childAt(node, childIndex(node.keys, key));
    const index = lowerBound(node.keys, key);
    return node.keys[index] === key ? node.values[index] : undefined;
  }

  /** Stores a value; answers the one it replaced. */
  set(key: string, value: Value): Value | undefined {
    this.#root = this.#own(this.#root);
    const [replaced, split] = this.#insert(this.#root, key, value);
    if (replaced === undefined) this.#size++;
    if (split !== undefined) {
      this.#root = {
        owner: this.#owner,
        keys: ["", split.keys[0] as string], // a split half is never empty
        children: [this.#root, split],
      };
    }
    return replaced;
  }

  /** Removes a key; answers the value it had. */
  delete(key: string): Value | undefined {
    if (this.get(key) === undefined) return undefined;
    this.#root = this.#own(this.#root);
    const removed = this.#remove(this.#root, key);
    this.#size--;
    if ("children" in this.#root && this.#root.children.length === 1) {
      this.#root = childAt(this.#root, 0);
    }
    return removed;
  }

  visit(
    from: string,
    to: string | undefined,
    reverse: boolean,
    visit: (value: Value, key: string) => boolean,
  ): void {
    if (reverse) backward(this.#root, from, to, visit);
    else forward(this.#root, from, to, visit);
  }

  #own<Kind extends Node<Value>>(node: Kind): Kind {
    if (node.owner === this.#owner) return node;
    const keys = node.keys.slice();
    const copy: Node<Value> =
      "children" in node
        ? { owner: this.#owner, keys, children: node.children.slice() }
        : { owner: this.#owner, keys, values: node.values.slice() };
    return copy as Kind; // a copy of the same kind of node
  }

  /** Answers the value it replaced and the upper half of the node where it had to be split. */
  #insert(
    node: Node<Value>,
    key: string,
    value: Value,
  ): [Value | undefined, Node<Value> | undefined] {
    if (!("children" in node)) {
      const index = lowerBound(node.keys, key);
      if (node.keys[index] === key) {
        const replaced = node.values[index];
        node.values[index] = value;
        return [replaced, undefined];
      }
      node.keys.splice(index, 0, key);
      node.values.splice(index, 0, value);
      return [undefined, this.#split(node, index)];
    }
    const index = childIndex(node.keys, key);
    const child = this.#own(childAt(node, index));
    node.children[index] = child;
    const [replaced, split] = this.#insert(child, key, value);
    if (split === undefined) return [replaced, undefined];
    node.keys.splice(index + 1, 0, split.keys[0] as string); // a split half is never empty
    node.children.splice(index + 1, 0, split);
    return [replaced, this.#split(node, index + 1)];
  }

  /** Cuts an overfull node; in half, or near its end where keys arrive in ascending order. */
  #split(node: Node<Value>, inserted: number): Node<Value> | undefined {
    if (node.keys.length <= MAX_MEMBERS) return undefined;
    const at = inserted === node.keys.length - 1 ? MAX_MEMBERS - 1 : MAX_MEMBERS / 2;
    const keys = node.keys.splice(at);
    return "children" in node
      ? { owner: this.#owner, keys, children: node.children.splice(at) }
      : { owner: this.#owner, keys, values: node.values.splice(at) };
  }

  #remove(node: Node<Value>, key: string): Value | undefined {
    if (!("children" in node)) {
      const index = lowerBound(node.keys, key);
      node.keys.splice(index, 1);
      return node.values.splice(index, 1)[0];
    }
    const index = childIndex(node.keys, key);
    const child = this.#own(childAt(node, index));
    node.children[index] = child;
    const removed = this.#remove(child, key);
    if (child.keys.length === 0 && node.children.length > 1) {
      node.keys.splice(index, 1);
      node.children.splice(index, 1);
    }
    return removed;
  }
}

function childAt<Value>(node: Branch<Value>, index: number): Node<Value> {
  return node.children[index] as Node<Value>; // callers pass an index of `childIndex`
}

/** The first index whose key is not below `key`. */
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as string) < key)
      low = middle + 1; // middle < keys.length
    else high = middle;
  }
  return low;
}

/** The child of a branch under which `key` lies; keys below all lie under the first. */
function childIndex(keys: readonly string[], key: string): number {
  const index = lowerBound(keys, key);
  return keys[index] === key ? index : Math.max(0, index - 1);
}

type Visit<Value> = (value: Value, key: string) => boolean;

function forward<Value>(
  node: Node<Value>,
  from: string,
  to: string | undefined,
  visit: Visit<Value>,
): boolean {
  if ("children" in node) {
    for (let i = childIndex(node.keys, from); i < node.children.length; i++) {
      if (!forward(childAt(node, i), from, to, visit)) return false;
    }
    return true;
  }
  for (let i = lowerBound(node.keys, from); i < node.keys.length; i++) {
    const key = node.keys[i] as string; // i < length
    if (to !== undefined && compareText(key, to) >= 0) return false;
    if (!visit(node.values[i] as Value, key)) return false; // one value per key
  }
  return true;
}

function backward<Value>(
  node: Node<Value>,
  from: string,
  to: string | undefined,
  visit: Visit<Value>,
): boolean {
  if ("children" in node) {
    const last = to === undefined ? node.children.length - 1 : childIndex(node.keys, to);
    for (let i = last; i >= 0; i--) {
      if (!backward(childAt(node, i), from, to, visit)) return false;
    }
    return true;
  }
  const end = to === undefined ? node.keys.length : lowerBound(node.keys, to);
  for (let i = end - 1; i >= 0; i--) {
    const key = node.keys[i] as string; // 0 <= i < length
    if (key < from) return false;
    if (!visit(node.values[i] as Value, key)) return false; // one value per key
  }
  return true;
}
