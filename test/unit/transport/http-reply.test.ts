import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checksum } from "../../../src/transport/http-reply.js";

test("a body of any length has the checksum that zlib gives it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(checksum(Buffer.from(bytes))).toBe(crc32(bytes));
    }),
  );
});
