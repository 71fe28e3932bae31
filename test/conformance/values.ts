/** An attribute value as the AWS SDK takes it. */
export type Value = Readonly<Record<string, unknown>>;
export type Attributes = Readonly<Record<string, Value>>;

export const S = (text: string): Value => ({ S: text });
export const N = (number: number | string): Value => ({ N: String(number) });
export const B = (latin1: string): Value => ({ B: bytes(latin1) });
export const BOOL = (truth: boolean): Value => ({ BOOL: truth });
export const NULL: Value = { NULL: true };
export const SS = (...members: readonly string[]): Value => ({ SS: members });
export const NS = (...members: readonly (number | string)[]): Value => ({
  NS: members.map(String),
});
export const BS = (...members: readonly string[]): Value => ({ BS: members.map(bytes) });
export const L = (...elements: readonly Value[]): Value => ({ L: elements });
export const M = (members: Attributes): Value => ({ M: members });

/** A string inside so many maps of one member each. */
export function nested(maps: number): Value {
  return maps === 0 ? S("leaf") : M({ n: nested(maps - 1) });
}

function bytes(latin1: string): Uint8Array {
  return Uint8Array.from(latin1, (character) => character.charCodeAt(0));
}
