/** Which part of an input a process takes. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** Everything of one partition goes to one process, so that the order of its writes is kept. */
export function isMine(partition: string, { index, of }: Shard): boolean {
  let hash = 0;
  for (const character of partition) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0;
  return hash % of === index;
}
