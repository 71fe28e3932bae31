import { run } from "../shared/children.mjs";
import { inTurns } from "../shared/rounds.mjs";
import { withNullServer } from "../shared/servers.mjs";
import { spread } from "../shared/statistics.mjs";

const CHILD = new URL("batch-child.mjs", import.meta.url);

/** Contenders by what they are shown as, and whether their entities are made before. */
const CASES = {
  "monotable, new and upsertMany": ["monotable"],
  "monotable, upsertMany": ["monotable", "made"],
  "monotable on a DynamoDBClient, upsertMany": ["monotable on a DynamoDBClient", "made"],
  DocumentClient: ["DocumentClient"],
  electrodb: ["electrodb"],
  "dynamodb-toolbox": ["dynamodb-toolbox"],
  dynamoose: ["dynamoose"],
  onetable: ["onetable"],
  "aws-lite": ["aws-lite"],
  "undici, aws4": ["undici, aws4"],
};

/** Many entities in one call, from a process that has written 2,000 before. */
export function measureBatches({ count, rounds }) {
  return withNullServer(async (port) => {
    const results = await inTurns(Object.keys(CASES), rounds, (shown) => {
      const [name, ...made] = CASES[shown];
      return run(CHILD, { args: [name, port, count, ...made] });
    });
    return Object.fromEntries(
      Object.entries(results).map(([name, all]) => {
        const of = (figure) => spread(all.map((one) => one[figure]));
        return [
          name,
          {
            cpuMicros: of("cpuMicros"),
            perCpuSecond: of("perCpuSecond"),
            perSecond: of("perSecond"),
            peakRss: of("peakRss"),
          },
        ];
      }),
    );
  });
}
