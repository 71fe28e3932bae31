import type { ZodPayload, ZodSchema, ZodTransform } from "../model/zod-schema.js";
import type { AttributeValue, StoredType } from "./attribute-value.js";
import { type AttributeKind, BaseCodec, type Codec, EMPTY_SET } from "./codec.js";
import type { Path } from "./path.js";

/** The parts of a `z.codec()`. */
export interface TransformParts {
  /** The codec of the stored side. */
  readonly stored: Codec;
  /** The schema of the entity's side; its own codecs are run by zod. */
  readonly schema: ZodSchema;
  readonly kind: AttributeKind | undefined;
  readonly decode: ZodTransform;
  readonly encode: ZodTransform;
}

const KEPT_EMPTY_SET: AttributeValue = { L: [] };

/**
 * A `z.codec()`: stored is what its functions make of the value. Whatever they make is kept, null
 * and the empty set too: only they know what it stands for. Source of the order of steps, and of
 * what the functions are given: `$ZodCodec` in zod's `v4/core/schemas.ts`.
 */
export class TransformCodec extends BaseCodec {
  override readonly kind: AttributeKind | undefined;
  readonly #parts: TransformParts;

  constructor(parts: TransformParts) {
    super();
    this.kind = parts.kind;
    this.#parts = parts;
  }

  // Not a field: the stored side may be a recursive schema that is not compiled yet.
  override get types(): ReadonlySet<StoredType> {
    return this.#parts.stored.types;
  }

  override takes(value: unknown): boolean {
    return value !== undefined;
  }

  override encode(value: unknown, path: Path): AttributeValue | undefined {
    const { schema, encode, stored } = this.#parts;
    const backward = { async: false, direction: "backward", skipChecks: true } as const;
    const given = settled("encode", path, () => schema._zod.run({ value, issues: [] }, backward));
    const payload = { value: given, issues: [] };
    const made = settled("encode", path, () => applied(encode, payload));
    const attribute = stored.encode(made, path);
    return attribute === EMPTY_SET ? KEPT_EMPTY_SET : attribute;
  }

  override decode(attribute: AttributeValue, path: Path): unknown {
    const { schema, decode, stored } = this.#parts;
    const payload = { value: stored.decode(attribute, path), issues: [] };
    const made = settled("decode", path, () => applied(decode, payload));
    return settled("decode", path, () =>
      schema._zod.run({ value: made, issues: [] }, { async: false, skipChecks: true }),
    );
  }
}

function applied(transform: ZodTransform, payload: ZodPayload): ZodPayload | Promise<unknown> {
  const made = transform(payload.value, payload);
  return made instanceof Promise ? made : { value: made, issues: payload.issues };
}

/** Runs a step of the codec; what it throws may quote the value, so only its kind is told. */
function settled(
  step: "encode" | "decode",
  path: Path,
  run: () => ZodPayload | Promise<unknown>,
): unknown {
  const fail = (reason: string): never =>
    step === "encode" ? path.refuse(reason) : path.unreadable(reason);
  let result: ZodPayload | Promise<unknown>;
  try {
    result = run();
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    return fail(`the schema's codec failed to ${step} the value (${name}).`);
  }
  if (result instanceof Promise) {
    result.catch(() => {}); // nobody awaits it: a rejection would otherwise end the process
    return fail(`the schema's codec is async; ${step} in the calling thread.`);
  }
  if (result.issues.length > 0) return fail(`the schema's codec could not ${step} the value.`);
  return result.value;
}
