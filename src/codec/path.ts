import { EncodeError } from "../errors/errors.js";
import { DecodeError } from "../errors/stored-errors.js";
import { formatPath } from "../model/attribute-path.js";

/** A value may lie inside 31 lists and maps ("Nested attribute depth" in DynamoDB's quotas). */
const MAX_DEPTH = 32;
const TOO_DEEP = `is nested more than ${MAX_DEPTH} levels deep, or contains itself; DynamoDB stores up to ${MAX_DEPTH} levels.`;

/**
 * Where in an item a codec is at work. Each list or map has one frame, whose `key` moves along
 * with its elements: no text is built, and nothing allocated per element, until something fails.
 */
export class Path {
  /** The attribute, property or index that is being worked on. */
  key: string | number = "";
  readonly #parent: Path | string | undefined;
  readonly #level: number;

  /** A frame in another one; or the first one, whose `key` is an attribute, or stands at a path. */
  constructor(parent?: Path | string) {
    this.#parent = parent;
    this.#level = parent instanceof Path ? parent.#level + 1 : 1;
  }

  /**
   * The frame for the elements of the value here.
   * @throws EncodeError beyond 32 levels; that also ends values that contain themselves
   */
  enter(): Path {
    if (this.#level >= MAX_DEPTH) this.refuse(TOO_DEEP);
    return new Path(this);
  }

  /**
   * The frame for the elements of the stored value here.
   * @throws DecodeError beyond 32 levels, which no DynamoDB item has
   */
  enterStored(): Path {
    if (this.#level >= MAX_DEPTH) this.unreadable(TOO_DEEP);
    return new Path(this);
  }

  /** @throws EncodeError for the value here */
  refuse(reason: string): never {
    throw new EncodeError(this.toString(), reason);
  }

  /** @throws DecodeError for the stored value here */
  unreadable(reason: string): never {
    throw new DecodeError(this.toString(), reason);
  }

  toString(): string {
    const keys: (string | number)[] = [];
    let frame: Path = this;
    while (frame.#parent instanceof Path) {
      keys.unshift(frame.key);
      frame = frame.#parent;
    }
    if (frame.#parent !== undefined) return formatPath(keys, frame.#parent);
    return formatPath([frame.key, ...keys]);
  }
}

/** Whether encoding failed for its depth, which no other reading of the value can cure. */
export function isTooDeep(error: unknown): boolean {
  return error instanceof EncodeError && error.reason === TOO_DEEP;
}
