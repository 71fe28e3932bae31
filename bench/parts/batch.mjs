import { run } from "../shared/children.mjs";
import { inTurns } from "../shared/rounds.mjs";
import { withNullServer } from "../shared/servers.mjs";
import { spread } from "../shared/statistics.mjs";

const CHILD = new URL("batch-child.mjs", import.meta.url);

const NAMES = [
  "monotable",
  "monotable on a DynamoDBClient",
  "DocumentClient",
  "electrodb",
  "dynamodb-toolbox",
  "dynamoose",
  "onetable",
  "aws-lite",
  "undici, aws4",
];

/** Many entities in one call, from a process that has written 2,000 before. */
export function measureBatches({ count, rounds }) {
  return withNullServer(async (port) => {
    const results = await inTurns(NAMES, rounds, (name) =>
      run(CHILD, { args: [name, port, count] }),
    );
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
