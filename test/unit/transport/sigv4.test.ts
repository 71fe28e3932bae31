import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createCallSigner } from "../../../src/transport/call-signer.js";
import { signingKey } from "../../../src/transport/sigv4.js";
import { signByTheBook } from "../../support/reference-signer.js";

const DEEP = process.env.MONOTABLE_DEEP === "1";

/** The credentials and time of AWS's published Signature Version 4 test suite. */
const SUITE = {
  credentials: {
    accessKeyId: "AKIDEXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  },
  date: new Date("2015-08-30T12:36:00Z"),
  host: "example.amazonaws.com",
};

function suiteSignature(method: string, headers: Record<string, string>): string {
  const request = { method, path: "/", headers: { host: SUITE.host, ...headers }, body: "" };
  return (
    signByTheBook("us-east-1", "service", request, SUITE.credentials, SUITE.date).authorization ??
    ""
  );
}

test("the derived key is that of the AWS documentation's example", () => {
  const key = signingKey(
    "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    "20150830",
    "us-east-1",
    "iam",
  );
  expect(key.toString("hex")).toBe(
    "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9",
  );
});

test.each([
  [
    "get-vanilla",
    "GET",
    {},
    "host;x-amz-date",
    "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
  ],
  [
    "post-vanilla",
    "POST",
    {},
    "host;x-amz-date",
    "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
  ],
  [
    "post-header-key-sort",
    "POST",
    { "my-header1": "value1" },
    "host;my-header1;x-amz-date",
    "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
  ],
])("the signature of %s is that of the published test suite", (_, method, headers, names, hex) => {
  const expected =
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, " +
    `SignedHeaders=${names}, Signature=${hex}`;
  expect(suiteSignature(method, headers)).toBe(expected);
  if (method !== "POST") return;
  const sign = createCallSigner({
    path: "/",
    region: "us-east-1",
    service: "service",
    headers: { host: SUITE.host, ...headers },
  });
  const { authorization } = sign({}, "", SUITE.credentials, SUITE.date.getTime());
  expect(authorization).toBe(expected);
});

/** What smithy's signer wants of a hash, done by node:crypto. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === "string" ? secret : toBytes(secret);
    this.#hash = key === undefined ? createHash("sha256") : createHmac("sha256", key);
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === "string" ? data : (toBytes(data) ?? ""));
  }
  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }
  reset(): void {
    throw new Error("not used");
  }
}

function toBytes(data: ArrayBuffer | ArrayBufferView | undefined): Uint8Array | undefined {
  if (data === undefined) return undefined;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

const printable = fc.string({
  unit: fc.constantFrom(..."abzAZ09+/=-_."),
  minLength: 1,
  maxLength: 40,
});
const segment = fc
  .string({ unit: fc.constantFrom(..."abz09-_.~%2F!'()*@:$"), minLength: 1, maxLength: 12 })
  .filter((text) => text !== "." && text !== "..");

test("random requests are signed as @smithy/signature-v4 signs them", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record(
        {
          accessKeyId: printable,
          secretAccessKey: printable,
          sessionToken: printable,
        },
        { requiredKeys: ["accessKeyId", "secretAccessKey"] },
      ),
      fc.constantFrom("us-east-1", "eu-central-1", "cn-north-1"),
      fc.array(segment, { maxLength: 3 }),
      fc.dictionary(
        fc
          .string({ unit: fc.constantFrom(..."abcxyz-"), minLength: 1, maxLength: 8 })
          .map((name) => `h-${name}`),
        fc.string({ unit: fc.constantFrom(..."aZ9 ;:\t"), maxLength: 20 }),
        { noNullPrototype: true, maxKeys: 5 },
      ),
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }),
      async (credentials, region, segments, extra, body, date) => {
        const headers = {
          ...extra,
          host: "dynamodb.example.com",
          "content-type": "application/x-amz-json-1.0",
        };
        const path = `/${segments.join("/")}`;
        const request = { method: "POST", path, headers, body };
        const ours = signByTheBook(region, "dynamodb", request, credentials, date);
        const smithy = new SignatureV4({
          credentials,
          region,
          service: "dynamodb",
          sha256: Sha256,
          applyChecksum: false,
        });
        const theirs = await smithy.sign(
          {
            method: "POST",
            protocol: "https:",
            hostname: "dynamodb.example.com",
            path,
            headers,
            body,
            query: {},
          },
          { signingDate: date },
        );
        expect(ours).toEqual(theirs.headers);
      },
    ),
    { seed: 4, numRuns: DEEP ? 20_000 : 300 },
  );
});
