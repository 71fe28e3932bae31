import fc from "fast-check";
import { expect, test } from "vitest";
import { DYNAMODB } from "../../../src/transport/api.js";
import { createCallSigner } from "../../../src/transport/call-signer.js";
import { createSigner } from "../../../src/transport/sigv4.js";

const text = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 });

test("calls are signed as the signer that the published vectors prove signs them", () => {
  fc.assert(
    fc.property(
      fc.record({
        calls: fc.array(
          fc.record({
            operation: fc.constantFrom("PutItem", "GetItem", "BatchWriteItem"),
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
        const sign = createCallSigner(endpoint, "eu-west-1", DYNAMODB);
        const proven = createSigner("eu-west-1", "dynamodb");
        const all = secrets.map(({ token, ...keys }) => ({
          ...keys,
          // Values of headers are signed without the spaces around them.
          ...(token !== null &&
            token.trim() === token &&
            !token.includes("  ") && { sessionToken: token }),
        }));
        for (const { operation, body, credentials, seconds, again } of calls) {
          const used = all[credentials];
          if (used === undefined) continue;
          for (let time = 0; time < (again ? 2 : 1); time++) {
            const now = seconds * 1_000 + time;
            const headers = proven(
              {
                method: "POST",
                path: endpoint.pathname,
                headers: {
                  "content-type": "application/x-amz-json-1.0",
                  host: endpoint.host,
                  "x-amz-target": `DynamoDB_20120810.${operation}`,
                },
                body,
              },
              used,
              new Date(now),
            );
            expect(sign(operation, Buffer.from(body), used, now)).toEqual({
              date: headers["x-amz-date"],
              authorization: headers.authorization,
            });
          }
        }
      },
    ),
    { numRuns: 300, seed: 7 },
  );
});
