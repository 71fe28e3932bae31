import { beginsWith, defineTable, gt, Objects } from "monotable";
import { createEngine } from "monotable/engine";
import { z } from "zod";
import { countryName, initialOf, toSearchName } from "../demo/names.js";
import { largestCities } from "../demo/records.js";

const engine = createEngine();

// #region country
const world = defineTable({ name: "world" });

class Country extends world.model<Country>("Country")({
  schema: z.object({ country: z.string(), name: z.string(), population: z.number().int() }),
  pk: "COUNTRY#{country}",
  sk: "COUNTRY",
  indexes: { GSI1: { pk: "COUNTRIES", sk: "{population:10}" } },
}) {}
// #endregion

// #region city
class CityObjects extends Objects<City> {
  largest(country: string, limit: number) {
    return this.query({ country }, { index: "GSI1", order: "desc", limit });
  }

  named(prefix: string) {
    const searchName = toSearchName(prefix);
    const key = { initial: initialOf(searchName), searchName: beginsWith(searchName) };
    return this.query(key, { index: "GSI2" });
  }

  /** Its place among the cities of its country: how many are larger, and one. */
  *rank({ country, population }: City) {
    const larger = { country, population: gt(population) };
    return 1 + (yield* this.query(larger, { index: "GSI1" }).count());
  }
}

class City extends world.model<City>("City")({
  schema: z.object({
    cityId: z.number().int(),
    country: z.string(),
    name: z.string(),
    initial: z.string(),
    searchName: z.string(),
    population: z.number().int(),
  }),
  pk: "COUNTRY#{country}",
  sk: "CITY#{cityId:10}",
  indexes: {
    GSI1: { pk: "COUNTRY#{country}", sk: "{population:10}" },
    GSI2: { pk: "NAME#{initial}", sk: "{searchName}#{cityId:10}" },
  },
  objects: CityObjects,
}) {}
// #endregion

world.connect(engine);
await world.create();

const records = largestCities(2_000);
const populations = new Map<string, number>();
for (const { country, population } of records)
  populations.set(country, (populations.get(country) ?? 0) + population);

// #region store
const countries = [...populations].map(
  ([country, population]) => new Country({ country, name: countryName(country), population }),
);
const cities = records.map(({ cityId, country, name, population }) => {
  const searchName = toSearchName(name);
  return new City({
    cityId,
    country,
    name,
    searchName,
    initial: initialOf(searchName),
    population,
  });
});
const report = await world.upsertMany([...countries, ...cities]);
console.log(report.written, "items in", report.attempts, "requests");
// #endregion

// #region items
for (const entity of await world.query({ country: "PT" }, [Country, City]).all()) {
  const { PK, SK, GSI1PK, GSI1SK, GSI2PK, GSI2SK } = entity.toItem();
  console.log(
    [PK, SK, GSI1PK, GSI1SK, GSI2PK, GSI2SK]
      .map((key) => (key && "S" in key ? key.S : "-"))
      .join(" | "),
  );
}
// #endregion

// #region questions
const shanghai = await City.objects.getOrThrow({ country: "CN", cityId: 1796236 });
const [first, second] = await City.objects.largest("IN", 2).all();
const named = await City.objects.named("São").all();
const top = await Country.objects.query({}, { index: "GSI1", order: "desc" }).page({ limit: 3 });
console.log(shanghai.name, shanghai.population);
console.log(first?.name, second?.name);
console.log(named.map(({ name }) => name).join(", "));
console.log(top.items.map(({ name }) => name).join(", "));
// #endregion

// #region explain
const { request } = City.objects.named("São").explain();
console.log(request.IndexName, request.KeyConditionExpression, request.ExpressionAttributeValues);
// #endregion

// #region rank
console.log(await City.objects.rank(shanghai), await City.objects.rank(second ?? shanghai));
// #endregion

// #region change
await City.objects.update(shanghai, { population: 30_000_000 });
const [largest] = await City.objects.largest("CN", 1).all();
console.log(largest?.name, largest?.toItem().GSI1SK);
// #endregion
