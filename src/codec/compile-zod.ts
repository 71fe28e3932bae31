import { DefinitionError, EncodeError } from "../errors/errors.js";
import { formatPath } from "../model/attribute-path.js";
import {
  objectSchemas,
  type ZodObjectDef,
  type ZodPipeDef,
  type ZodRecordDef,
  type ZodSchema,
} from "../model/zod-schema.js";
import type { Codec } from "./codec.js";
import { intersect } from "./intersection-codec.js";
import { ArrayCodec, TupleCodec } from "./list-codecs.js";
import { LiteralCodec } from "./literal-codec.js";
import { MapCodec } from "./map-codec.js";
import { ObjectCodec } from "./object-codec.js";
import { Path } from "./path.js";
import { PlainCodec } from "./plain.js";
import { RecordCodec, recordKeys } from "./record-codec.js";
import {
  bigintCodec,
  booleanCodec,
  bufferCodec,
  bytesCodec,
  dateCodec,
  decimalCodec,
  nullCodec,
  numberCodec,
  stringCodec,
} from "./scalar-codecs.js";
import { SetCodec } from "./set-codec.js";
import { checkName } from "./text.js";
import { TransformCodec } from "./transform-codec.js";
import { UnionCodec } from "./union-codec.js";
import { DeferredCodec, NullableCodec, OptionalCodec, RequiredCodec } from "./wrapper-codecs.js";
import { isDecimalString } from "./zod-metadata.js";

/**
 * The codec of a zod schema that gives out an object.
 * @throws DefinitionError naming the part that cannot be stored
 */
export function compileZod(schema: ZodSchema): ObjectCodec {
  const compiler = new ZodCompiler();
  const objects = (objectSchemas(schema) ?? []).map((object) => compiler.compile(object, ""));
  const [first, ...rest] = objects;
  const codec = first && rest.reduce(intersect, first);
  if (codec instanceof ObjectCodec) return codec;
  throw new DefinitionError(
    `A model's schema has to give out an object, not a ${schema._zod.def.type}; use z.object({ ... }).`,
  );
}

class ZodCompiler {
  /** `undefined` while a schema is being compiled: a recursive one meets itself there. */
  readonly #codecs = new Map<ZodSchema, Codec | undefined>();

  compile(schema: ZodSchema, where: string): Codec {
    const known = this.#codecs.get(schema);
    if (known !== undefined) return known;
    if (this.#codecs.has(schema)) return new DeferredCodec(() => this.compile(schema, where));
    this.#codecs.set(schema, undefined);
    const codec = this.#compileNew(schema, where);
    this.#codecs.set(schema, codec);
    return codec;
  }

  #compileNew(schema: ZodSchema, where: string): Codec {
    const { def, bag } = schema._zod;
    if (isDecimalString(schema, place(where))) return decimalCodec;
    switch (def.type) {
      case "string":
      case "template_literal":
        return stringCodec;
      case "number":
      case "int":
        return numberCodec;
      case "bigint":
        return bigintCodec;
      case "boolean":
        return booleanCodec;
      case "date":
        return dateCodec;
      case "null":
        return nullCodec;
      case "literal":
      case "enum":
        return literals(schema, where);
      case "custom":
        return bytesOf(bag.Class) ?? new PlainCodec("strict");
      case "any":
      case "unknown":
      case "transform":
        return new PlainCodec("strict");
      case "optional":
        return new OptionalCodec(this.compile(def.innerType, where));
      case "nullable":
        return new NullableCodec(this.compile(def.innerType, where));
      case "nonoptional":
        return new RequiredCodec(this.compile(def.innerType, where));
      case "default":
      case "prefault":
        return new RequiredCodec(this.compile(def.innerType, where), () => defaultOf(schema));
      case "catch":
      case "readonly":
        return this.compile(def.innerType, where);
      case "object":
        return this.#object(def, where);
      case "array":
        return new ArrayCodec(this.compile(def.element, `${where}[]`));
      case "tuple":
        return new TupleCodec(
          def.items.map((item, index) => this.compile(item, `${where}[${index}]`)),
          def.rest ? this.compile(def.rest, `${where}[]`) : undefined,
        );
      case "record":
        return this.#record(def, where);
      case "map":
        return new MapCodec(
          this.compile(def.keyType, `${where}(key)`),
          this.compile(def.valueType, `${where}(value)`),
        );
      case "set":
        return new SetCodec(this.compile(def.valueType, `${where}[]`));
      case "union":
        return this.#union(def.options, def.discriminator, where);
      case "intersection":
        return intersect(this.compile(def.left, where), this.compile(def.right, where));
      case "lazy":
        return this.#lazy(def.getter, where);
      case "pipe":
        return this.#pipe(def, where);
      default:
        return cannotBeStored(def.type, where);
    }
  }

  #object(def: ZodObjectDef, where: string): Codec {
    const properties = new Map<string, Codec>();
    for (const [name, property] of Object.entries(def.shape)) {
      const at = formatPath([name], where);
      checkDefinedName(name, at);
      properties.set(name, this.compile(property, at));
    }
    const { catchall } = def;
    const open = catchall !== undefined && catchall._zod.def.type !== "never";
    return new ObjectCodec(properties, open ? this.compile(catchall, `${where}[*]`) : undefined);
  }

  #record(def: ZodRecordDef, where: string): Codec {
    const key = this.compile(def.keyType, `${where}(key)`);
    const value = this.compile(def.valueType, `${where}[*]`);
    if (def.mode === "loose") {
      // Other keys than the schema's may have values of any kind.
      const isKey = (name: string): boolean => {
        const result = def.keyType._zod.run({ value: name, issues: [] }, { async: false });
        return !(result instanceof Promise) && result.issues.length === 0;
      };
      const anyKey = recordKeys(stringCodec);
      const anyValue = new PlainCodec("strict");
      return new RecordCodec(anyKey, (name) => (isKey(name) ? value : anyValue));
    }
    if (key.literals !== undefined && def.partial !== true) {
      // Every key has to be there: that is an object.
      const names = [...key.literals].map(String);
      for (const name of names) checkDefinedName(name, where);
      return new ObjectCodec(new Map(names.map((name) => [name, value])), undefined);
    }
    return new RecordCodec(recordKeys(key), () => value);
  }

  #union(options: readonly ZodSchema[], discriminator: string | undefined, where: string): Codec {
    const isAbsent = ({ _zod }: ZodSchema): boolean =>
      _zod.def.type === "undefined" || _zod.def.type === "void";
    const codecs = options
      .filter((option) => !isAbsent(option) && option._zod.def.type !== "never")
      .map((option) => this.compile(option, where));
    if (codecs.length === 0) return cannotBeStored("union without any value", where);
    return new UnionCodec(codecs, options.some(isAbsent), discriminator);
  }

  #lazy(getter: () => ZodSchema, where: string): Codec {
    let inner: ZodSchema;
    try {
      inner = getter();
    } catch {
      // It names something that is declared further down: wait for the first use.
      return new DeferredCodec(() => this.compile(getter(), where));
    }
    return this.compile(inner, where);
  }

  #pipe(def: ZodPipeDef, where: string): Codec {
    const { transform, reverseTransform } = def;
    if (transform === undefined || reverseTransform === undefined) {
      return this.compile(def.out, where);
    }
    return new TransformCodec({
      stored: this.compile(def.in, where),
      schema: def.out,
      kind: this.compile(def.out, where).kind,
      decode: transform,
      encode: reverseTransform,
    });
  }
}

function literals(schema: ZodSchema, where: string): Codec {
  try {
    return new LiteralCodec(schema._zod.values ?? new Set());
  } catch (error) {
    const reason = error instanceof EncodeError ? error.reason : "";
    throw new DefinitionError(`${place(where)}: the schema's literals cannot be stored: ${reason}`);
  }
}

function bytesOf(type: unknown): Codec | undefined {
  if (type === Buffer) return bufferCodec;
  return type === Uint8Array ? bytesCodec : undefined;
}

/** zod makes a default anew each time, so that two entities never share one. */
function defaultOf(schema: ZodSchema): unknown {
  const result = schema["~standard"].validate(undefined);
  if ("value" in result) return result.value;
  throw new DefinitionError("The schema's default does not satisfy the schema, or is async.");
}

function checkDefinedName(name: string, where: string): void {
  try {
    checkName(name, new Path());
  } catch (error) {
    const reason = error instanceof EncodeError ? error.reason : "";
    throw new DefinitionError(`${place(where)}: ${reason}`);
  }
}

function cannotBeStored(kind: string, where: string): never {
  throw new DefinitionError(
    `${place(where)}: a zod ${kind} cannot be stored; store plain values, or use z.codec() to convert it.`,
  );
}

function place(where: string): string {
  return where === "" ? "(schema)" : where;
}
