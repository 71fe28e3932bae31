import fc from "fast-check";
import { z } from "zod";

/** A schema, inputs that it takes, and what its outputs are read back as. */
export interface Sample {
  readonly schema: z.ZodType;
  readonly input: fc.Arbitrary<unknown>;
  /** Whether the output may be undefined, where it is a property of an object. */
  readonly optional: boolean;
  readonly readBack: (output: unknown) => unknown;
}

/** Names that a careless mapper takes from, or writes to, a prototype. */
export const POLLUTION_NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
];

const same = (output: unknown): unknown => output;

export function sample(
  schema: z.ZodType,
  input: fc.Arbitrary<unknown>,
  readBack: Sample["readBack"] = same,
): Sample {
  return { schema, input, optional: false, readBack };
}

export const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("", "a", "ü€😀"));
export const name = text.filter((candidate) => candidate !== "" && candidate !== "__proto__");
const minute = { min: new Date("0000-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z") };
export const date = fc.date({ ...minute, noInvalidDate: true });

/** Doubles that DynamoDB can hold. */
export const double = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .filter((value) => value === 0 || (Math.abs(value) >= 1e-130 && Math.abs(value) < 1e126));
/** Negative zero is read back as zero. */
export const zeroed = (value: unknown): unknown => (value === 0 ? 0 : value);

/** Integers of up to 38 digits. */
export const bigint = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n });

/** Decimal text of up to 38 digits as DynamoDB answers it. */
export const decimalText = fc
  .tuple(bigint, fc.integer({ min: -60, max: 60 }))
  .map(([digits, exponent]) => {
    if (digits === 0n) return "0";
    const sign = digits < 0n ? "-" : "";
    const all = String(digits < 0n ? -digits : digits).replace(/0+$/, "");
    if (exponent >= 0) return sign + all + "0".repeat(exponent);
    const padded = all.padStart(1 - exponent, "0");
    return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
  });

const bytes = fc.uint8Array({ maxLength: 20 });

/** Values that JSON has, without negative zero: what a schema without kinds holds. */
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(null, true, false),
    text,
    double.map(zeroed),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

const isoDate = z.codec(z.string(), z.date(), {
  decode: (stored) => new Date(stored),
  encode: (value) => value.toISOString(),
});
const numberText = z.codec(z.string(), z.number(), { decode: Number, encode: String });
enum Level {
  Low = 0,
  High = 1,
}

/** Scalars that no other kind in this list can be mistaken for when stored. */
export const distinct: readonly Sample[] = [
  sample(z.string(), text),
  sample(z.number(), double, zeroed),
  sample(z.boolean(), fc.boolean()),
  sample(z.instanceof(Uint8Array), bytes),
  sample(z.array(z.date()), fc.array(date, { maxLength: 3 })),
  sample(z.object({ when: z.date() }), fc.record({ when: date })),
];

/** A recursive schema. */
const tree: z.ZodType = z.lazy(() =>
  z.object({
    name: z.string(),
    get children() {
      return z.array(tree);
    },
  }),
);
const treeInput = (depth: number): fc.Arbitrary<unknown> =>
  fc.record({
    name: text,
    children: depth === 0 ? fc.constant([]) : fc.array(treeInput(depth - 1), { maxLength: 2 }),
  });

/** One sample of each kind of schema that holds no other, and some that do. */
export const scalars: readonly Sample[] = [
  ...distinct,
  sample(z.string().max(1e6).toLowerCase(), text),
  sample(
    z.templateLiteral(["id-", z.string()]),
    text.map((end) => `id-${end}`).filter((id) => !/[\n\r\u2028\u2029]/.test(id)),
  ),
  sample(z.int(), fc.maxSafeInteger(), zeroed),
  sample(z.bigint(), bigint),
  sample(z.date(), date),
  sample(
    z.instanceof(Buffer),
    bytes.map((all) => Buffer.from(all)),
  ),
  sample(z.literal(["a", 1, true, null]), fc.constantFrom("a", 1, true, null)),
  sample(z.enum(["up", "down"]), fc.constantFrom("up", "down")),
  sample(z.enum(Level), fc.constantFrom(Level.Low, Level.High)),
  sample(z.null(), fc.constant(null)),
  sample(z.string().meta({ dynamodb: "number" }), decimalText),
  sample(z.any(), json),
  sample(z.unknown(), json),
  sample(z.json(), json),
  sample(
    z.custom<string>((value) => typeof value === "string"),
    text,
  ),
  sample(z.stringbool(), fc.constantFrom("true", "no")),
  sample(
    isoDate,
    date.map((value) => value.toISOString()),
  ),
  sample(numberText, fc.integer().map(String)),
  sample(
    z.string().transform((value) => ({ length: value.length, value })),
    text,
  ),
  sample(
    z.preprocess((value) => value, z.date()),
    date,
  ),
  sample(z.string().pipe(z.string()), text),
  sample(z.union([z.date(), z.string()]), fc.oneof(date, fc.constantFrom("", "x"))),
  sample(tree, treeInput(3)),
  sample(z.xor([z.number(), z.string()]), fc.oneof(double, text), zeroed),
];

/** What can be the key of a Map, with inputs whose outputs are all different. */
export const mapKeys: readonly Sample[] = [
  sample(z.string(), name),
  sample(z.enum(["up", "down"]), fc.constantFrom("up", "down")),
  sample(
    z.number(),
    double.map((value) => value + 0),
  ),
  sample(z.boolean(), fc.boolean()),
  sample(z.bigint(), bigint),
];

/** What can be the member of a Set. */
export const members: readonly Sample[] = [
  ...mapKeys,
  sample(z.string().nullable(), fc.option(text)),
  sample(z.object({ a: z.string() }), fc.record({ a: text })),
];
