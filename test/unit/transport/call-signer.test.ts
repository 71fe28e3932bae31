import fc from "fast-check";
import { expect, test } from "vitest";
import { createCallSigner } from "../../../src/transport/call-signer.js";
import { sha256, signByTheBook } from "../../support/reference-signer.js";

const text = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 });

test("calls are signed as the signer that the published vectors prove signs them", () => {
  fc.assert(
    fc.property(
      fc.record({
        calls: fc.array(
          fc.record({
            target: fc.constantFrom("x.PutItem", "x.GetItem", " y.Scan  now "),
            body: fc.string({ unit: "grapheme", maxLength: 200 }),
            credentials: fc.integer({ min: 0, max: 2 }),
            seconds: fc.integer({ min: 0, max: 4_000_000_000 }),
            again: fc.boolean(),
          }),
          { minLength: 1, maxLength: 6 },
        ),
        secrets: fc.array(
          fc.record({ accessKeyId: text, secretAccessKey: text, token: fc.option(text) }),
          {
            minLength: 3,
            maxLength: 3,
          },
        ),
        path: fc.constantFrom("/", "/a%20b/c"),
      }),
      ({ calls, secrets, path }) => {
        const endpoint = new URL(`https://dynamodb.eu-west-1.amazonaws.com${path}`);
        const common = { "content-type": "application/x-amz-json-1.0", host: endpoint.host };
        const sign = createCallSigner({
          path: endpoint.pathname,
          region: "eu-west-1",
          service: "dynamodb",
          headers: {
            ...common,
            "content-length": undefined,
            "x-amz-content-sha256": undefined,
            "x-amz-target": undefined,
          },
        });
        const all = secrets.map(({ token, ...keys }) => ({
          ...keys,
          ...(token !== null && { sessionToken: token }),
        }));
        for (const { target, body, credentials, seconds, again } of calls) {
          const used = all[credentials];
          if (used === undefined) continue;
          for (let time = 0; time < (again ? 2 : 1); time++) {
            const now = seconds * 1_000 + time;
            const own = {
              "content-length": String(Buffer.byteLength(body)),
              "x-amz-target": target,
            };
            const hash = sha256(body);
            const all = { ...common, ...own, "x-amz-content-sha256": hash };
            const headers = signByTheBook(
              "eu-west-1",
              "dynamodb",
              { method: "POST", path: endpoint.pathname, headers: all, body },
              used,
              new Date(now),
            );
            expect(sign(own, Buffer.from(body), used, now)).toEqual({
              date: headers["x-amz-date"],
              authorization: headers.authorization,
              hash,
            });
          }
        }
      },
    ),
    { numRuns: 300, seed: 7 },
  );
});
