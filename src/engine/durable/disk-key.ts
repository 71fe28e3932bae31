/**
 * Keys on disk: the number of the map, then the key's UTF-16 code units, high byte first, so that
 * the order of bytes is the order of keys. A key longer than `HEAD_BYTES` on disk shares the entry
 * of its head with all keys that have the same head.
 */
const NUMBER_BYTES = 4;

/** LMDB takes keys of up to 4,026 bytes; keys of one part in ASCII come to half of this. */
export const HEAD_BYTES = 4000;

/** Follows a head: as all other keys have an even number of bytes, no other key looks like it. */
const SHARED = 0;

/** The key on disk of a key of a map. */
export function diskKey(map: number, key: string): Buffer {
  const shared = key.length * 2 > HEAD_BYTES;
  const head = shared ? key.slice(0, HEAD_BYTES / 2) : key;
  const end = NUMBER_BYTES + head.length * 2;
  const bytes = Buffer.allocUnsafe(shared ? end + 1 : end);
  bytes.writeUInt32BE(map, 0);
  bytes.write(head, NUMBER_BYTES, "utf16le");
  bytes.subarray(NUMBER_BYTES, end).swap16();
  if (shared) bytes[end] = SHARED;
  return bytes;
}

/** Whether a key on disk stands for all long keys with its head. */
export function isShared(key: Buffer): boolean {
  return key.length % 2 === 1;
}

/** The key of a map that a key on disk stands for. */
export function keyOnDisk(key: Buffer): string {
  return Buffer.from(key.subarray(NUMBER_BYTES)).swap16().toString("utf16le");
}

/** What lies before all keys of a map. */
export function startOf(map: number): Buffer {
  return diskKey(map, "");
}
