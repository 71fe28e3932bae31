// How each library writes many items, used as its own documentation does. Every contender takes an
// array of plain attributes and ends when its calls have; none is given what it does not offer itself.
import {
  BATCHES_IN_FLIGHT,
  chunked,
  documentClient,
  peer,
  sdkClient,
  untilProcessed,
} from "../shared/peers.mjs";
import { target } from "../shared/target.mjs";
import { attributes, Reading, table } from "./model.mjs";

const TABLE = "readings";

const keys = ({ meter, seq }) => ({
  PK: `METER#${meter}`,
  SK: `READING#${String(seq).padStart(10, "0")}`,
});

/** What every item carries, as the classes of this library have it. */
function item(values) {
  const time = new Date().toISOString();
  return { ...keys(values), _type: "Reading", createdAt: time, updatedAt: time, ...values };
}

export const CONTENDERS = {
  monotable(port) {
    table.connect(target(port));
    return async (elements) => {
      await Reading.objects.upsertMany(elements.map((element) => new Reading(element)));
    };
  },

  "monotable, blocking"(port) {
    table.connect(target(port));
    return async (elements) => {
      Reading.objectsSync.upsertMany(elements.map((element) => new Reading(element)));
    };
  },

  /** What people write by hand: doubling delays, ten tries. */
  "DocumentClient and a loop"(port) {
    const { BatchWriteCommand } = peer("@aws-sdk/lib-dynamodb");
    const documents = documentClient(port);
    return (elements) =>
      chunked(elements, async (chunk) => {
        const requests = {
          [TABLE]: chunk.map((element) => ({ PutRequest: { Item: item(element) } })),
        };
        await untilProcessed(requests, (RequestItems) =>
          documents.send(new BatchWriteCommand({ RequestItems })),
        );
      });
  },

  electrodb(port) {
    const { Entity } = peer("electrodb");
    const entity = new Entity(
      {
        model: { entity: "Reading", version: "1", service: "bench" },
        attributes: {
          meter: { type: "string", required: true },
          seq: { type: "number", required: true, padding: { length: 10, char: "0" } },
          site: { type: "string" },
          watts: { type: "number" },
          volts: { type: "number" },
          ok: { type: "boolean" },
          note: { type: "string" },
          createdAt: { type: "string", default: () => new Date().toISOString() },
          updatedAt: { type: "string", default: () => new Date().toISOString() },
        },
        indexes: {
          primary: {
            pk: { field: "PK", composite: ["meter"] },
            sk: { field: "SK", composite: ["seq"] },
          },
        },
      },
      { client: sdkClient(port), table: TABLE },
    );
    return async (elements) => {
      await entity.put(elements).go({ concurrent: BATCHES_IN_FLIGHT });
    };
  },

  "dynamodb-toolbox"(port) {
    const toolbox = peer("dynamodb-toolbox");
    const { BatchWriteCommand, execute } = peer("dynamodb-toolbox/table/actions/batchWrite");
    const { BatchPutRequest } = peer("dynamodb-toolbox/entity/actions/batchPut");
    const readings = new toolbox.Table({
      name: TABLE,
      documentClient: documentClient(port),
      partitionKey: { name: "PK", type: "string" },
      sortKey: { name: "SK", type: "string" },
    });
    const entity = new toolbox.Entity({
      name: "Reading",
      table: readings,
      schema: toolbox.item({
        meter: toolbox.string().key(),
        seq: toolbox.number().key(),
        site: toolbox.string(),
        watts: toolbox.number(),
        volts: toolbox.number(),
        ok: toolbox.boolean(),
        note: toolbox.string().optional(),
      }),
      computeKey: keys,
    });
    const build = (element) => entity.build(BatchPutRequest).item(element);
    return (elements) =>
      chunked(elements, async (chunk) => {
        await execute(readings.build(BatchWriteCommand).requests(...chunk.map(build)));
      });
  },

  dynamoose(port) {
    const dynamoose = peer("dynamoose");
    const { DynamoDB } = dynamoose.aws.ddb;
    dynamoose.aws.ddb.set(new DynamoDB(target(port)));
    const schema = new dynamoose.Schema(
      {
        PK: { type: String, hashKey: true },
        SK: { type: String, rangeKey: true },
        _type: String,
        meter: String,
        seq: Number,
        site: String,
        watts: Number,
        volts: Number,
        ok: Boolean,
        note: String,
      },
      { timestamps: true },
    );
    const model = dynamoose.model(TABLE, schema, { create: false, waitForActive: false });
    return (elements) =>
      chunked(elements, async (chunk) => {
        await model.batchPut(
          chunk.map((element) => ({ ...keys(element), _type: "Reading", ...element })),
        );
      });
  },

  onetable(port) {
    const { Table } = peer("dynamodb-onetable");
    const readings = new Table({
      client: sdkClient(port),
      name: TABLE,
      partial: true,
      schema: {
        format: "onetable:1.1.0",
        version: "0.0.1",
        indexes: { primary: { hash: "PK", sort: "SK" } },
        models: {
          Reading: {
            // biome-ignore-start lint/suspicious/noTemplateCurlyInString: onetable's own templates
            PK: { type: String, value: "METER#${meter}" },
            SK: { type: String, value: "READING#${seq}" },
            // biome-ignore-end lint/suspicious/noTemplateCurlyInString: onetable's own templates
            meter: { type: String, required: true },
            seq: { type: Number, required: true },
            site: { type: String },
            watts: { type: Number },
            volts: { type: Number },
            ok: { type: Boolean },
            note: { type: String },
          },
        },
        params: { isoDates: true, timestamps: true },
      },
    });
    const model = readings.getModel("Reading");
    return (elements) =>
      chunked(elements, async (chunk) => {
        const batch = {};
        for (const element of chunk) await model.create(element, { batch, exists: null });
        await readings.batchWrite(batch);
      });
  },
};

/** Plain attributes from a number on. */
export function elements(count) {
  return Array.from({ length: count }, (_, seq) => attributes(seq));
}
