import { beginsWith, defineTable, gt, type KeyOf, Objects } from "monotable";
import { z } from "zod";
import { initialOf, toSearchName } from "./names.js";

let tableName = "monotable-demo";

/** Chooses the table; to be called before anything is read or written. */
export function useTable(name: string): void {
  tableName = name;
}

/** One table for everything, with the default keys PK and SK and the indexes GSI1 and GSI2. */
export const world = defineTable({ name: () => tableName });

export class Country extends world.model<Country>("Country")({
  schema: z.object({
    code: z.string().length(2),
    name: z.string(),
    /** How many of its cities are stored, and how many people live in them. */
    cities: z.number().int().positive(),
    population: z.number().int().nonnegative(),
  }),
  pk: "COUNTRY#{code}",
  sk: "COUNTRY",
  // A few hundred small items may well share one partition of an index.
  indexes: { GSI1: { pk: "COUNTRIES", sk: "{population:10}" } },
}) {}

/** Queries that only cities have; both `City.objects` and `City.objectsSync` get them. */
class CityObjects extends Objects<City> {
  /** Cities whose names begin so, in alphabetical order; accents and capitals do not matter. */
  named(prefix: string) {
    const searchName = toSearchName(prefix);
    const key = { initial: initialOf(searchName), searchName: beginsWith(searchName) };
    return this.query(key, { index: "GSI2" });
  }

  /** A city's place among the cities of its country: 1 for the most populous one. */
  *rank(key: KeyOf<City>) {
    const city = yield* this.getOrThrow(key);
    const larger = { country: city.country, population: gt(city.population) };
    return 1 + (yield* this.query(larger, { index: "GSI1" }).count());
  }
}

export class City extends world.model<City>("City")({
  schema: z.object({
    cityId: z.number().int(),
    country: z.string().length(2),
    name: z.string(),
    /** DynamoDB finds prefixes within a partition only: there is one for each first letter. */
    initial: z.string(),
    searchName: z.string(),
    population: z.number().int().nonnegative(),
    location: z.object({ longitude: z.number(), latitude: z.number() }),
    featureCode: z.string(),
    /** A few cities are in no division: stored without the attribute, read back as null. */
    adminCode: z.string().nullable(),
    altCountries: z.set(z.string()).optional(),
    municipality: z.string().optional(),
    submunicipality: z.string().optional(),
  }),
  pk: "COUNTRY#{country}",
  sk: "CITY#{cityId:10}",
  indexes: {
    GSI1: { pk: "COUNTRY#{country}", sk: "{population:10}" },
    GSI2: { pk: "NAME#{initial}", sk: "{searchName}#{cityId:10}" }, // names are not unique, ids are
  },
  objects: CityObjects,
}) {}
