import { DefinitionError } from "../errors/errors.js";
import type { AttributeValue, StoredType } from "./attribute-value.js";
import type { Codec } from "./codec.js";
import type { Path } from "./path.js";
import { WrapperCodec } from "./wrapper-codecs.js";

/** Seconds: the year 5138. Numbers above it are milliseconds that were taken for seconds. */
const MAX_SECONDS = 100_000_000_000;

/**
 * The attribute that DynamoDB's time to live looks at: a number of whole seconds since 1970. A date
 * is stored as the first whole second that is not before it, so that nothing expires too early.
 */
export class ExpiryCodec extends WrapperCodec {
  constructor(override readonly inner: Codec) {
    super();
  }

  override get types(): ReadonlySet<StoredType> {
    return new Set<StoredType>([...this.inner.types, "N"]);
  }

  override encode(value: unknown, path: Path): AttributeValue | undefined {
    const isDate = value instanceof Date && !Number.isNaN(value.getTime());
    if (isDate) return { N: String(Math.ceil(value.getTime() / 1_000)) };
    const stored = this.inner.encode(value, path);
    if (stored !== undefined && "N" in stored && Number(stored.N) > MAX_SECONDS) {
      path.refuse(
        "is the table's ttl attribute, which counts seconds since 1970; this looks like milliseconds.",
      );
    }
    return stored;
  }

  override decode(stored: AttributeValue, path: Path): unknown {
    if (this.inner.kind !== "date" || !("N" in stored)) return this.inner.decode(stored, path);
    const date = new Date(Number(stored.N) * 1_000);
    if (Number.isNaN(date.getTime())) path.unreadable("is no number of seconds since 1970.");
    return date;
  }
}

/** The codec of a schema's attribute that is the table's ttl attribute. @throws DefinitionError */
export function expiryCodec(name: string, codec: Codec): ExpiryCodec {
  const isNumber = [...codec.types].every((type) => type === "N" || type === "NULL");
  if (codec.kind === "date" || isNumber) return new ExpiryCodec(codec);
  throw new DefinitionError(
    `${name} is the table's ttl attribute, a number of seconds since 1970; use z.date(), or z.number().`,
  );
}
