import { expect, test } from "vitest";
import { FULL, outcomeOf, PLAIN } from "./outcome.js";

test("docs prints the access patterns of all models, and a diagram of them", async () => {
  const { status, printed, complaints } = await outcomeOf("docs", "--config", FULL);
  expect([status, complaints]).toEqual([0, ""]);
  expect(printed).toBe(`# field-data.v2

The table's key is \`PK\` / \`SK\`; an item's type is in \`_type\`, when it expires in \`expiresAt\`.

\`\`\`mermaid
erDiagram
  Device {
    string tenantId PK
    string deviceId PK
    string status
    number seq
    set tags
    date seenAt
    date expiresAt
  }
  Reading {
    string tenantId PK
    string deviceId PK
    date at PK
    number value
    binary raw
    bigint total
  }
  Person {
    string mail UK
    string name
  }
  Device ||--o{ Reading : "tenantId, deviceId"
\`\`\`

## Access patterns

| read by | entity | partition | sorted by | example |
| --- | --- | --- | --- | --- |
| the table | Device | \`TENANT#{tenantId}\` | \`DEVICE#{deviceId}\` | \`TENANT#tenantId1\` \`DEVICE#deviceId1\` |
| GSI1 | Device | \`TENANT#{tenantId}#{status}\` | \`{seq:10}\` | \`TENANT#tenantId1#up\` \`0000000007\` |
| the table | Reading | \`TENANT#{tenantId}#READINGS#{deviceId}\` | \`{at}\` | \`TENANT#tenantId1#READINGS#deviceId1\` \`2026-01-31T12:00:00.000Z\` |
| the table | Person | made by its class | made by its class |  |
| ByMail | Person | \`{mail}\` |  | \`mail1\` |

## Device

Attributes: \`tenantId\`, \`deviceId\`, \`status\`, \`seq\`, \`tags\`, \`seenAt\`, \`expiresAt\`.

## Reading

Attributes: \`tenantId\`, \`deviceId\`, \`at\`, \`value\`, \`raw\`, \`total\`.

## Person

Attributes: \`mail\`, \`name\`.
Writes check its version.
Unique: \`mail\`.

## Indexes

| index | key | entities |
| --- | --- | --- |
| GSI1 | \`GSI1PK\` / \`GSI1SK\` | Device |
| ByMail | \`byMail\` | Person |
| Idle | \`idlePk\` / \`idleSk\` |  |`);
});

test("docs of a table without indexes and TTL names none", async () => {
  const { printed } = await outcomeOf("docs", "--config", PLAIN);
  expect(printed).toContain("The table's key is `id` / `sort`; an item's type is in `_type`.\n");
  expect(printed).not.toContain("## Indexes");
});

test("docs --json prints what the page is made from", async () => {
  const { status, printed } = await outcomeOf("docs", "--json", "--config", PLAIN);
  expect([status, JSON.parse(printed)]).toEqual([
    0,
    {
      name: "notes",
      keys: { pk: "id", sk: "sort" },
      indexes: [],
      attributes: {
        type: "_type",
        createdAt: "createdAt",
        updatedAt: "updatedAt",
        schema: "_schema",
        version: "_version",
        write: "_w",
      },
      models: [
        {
          name: "Note",
          key: {
            pk: { template: "NOTE#{id_}", attributes: ["id_"], example: "NOTE#id_1" },
            sk: { template: "NOTE", attributes: [], example: "NOTE" },
          },
          indexes: [],
          attributes: [{ name: "id_", type: "string" }],
          schema: 1,
          versioned: false,
          unique: [],
        },
      ],
    },
  ]);
});
