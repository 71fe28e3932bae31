import type { BatchOptions, BatchReport } from "monotable";
import { City, Country } from "./models.js";
import { countryName, initialOf, toSearchName } from "./names.js";
import { count, done } from "./output.js";
import { ProgressBar } from "./progress.js";
import type { CityRecord } from "./records.js";

/** Stores the countries and the cities, with promises or blocking. */
export async function ingest(records: readonly CityRecord[], sync: boolean): Promise<void> {
  const countries = countriesOf(records);
  await load("countries", countries.length, (options) =>
    sync
      ? Country.objectsSync.upsertMany(countries, options)
      : Country.objects.upsertMany(countries, options),
  );
  await load("cities", records.length, (options) =>
    sync
      ? City.objectsSync.upsertMany(citiesOf(records), options)
      : City.objects.upsertMany(citiesOf(records), options),
  );
}

/** Runs a batch under a progress bar; a batch that did not write everything has thrown. */
async function load(
  what: string,
  total: number,
  upsert: (options: BatchOptions) => BatchReport<unknown> | Promise<BatchReport<unknown>>,
): Promise<void> {
  const bar = new ProgressBar(what, total);
  const start = performance.now();
  const report = await upsert({ onProgress: (progress) => bar.show(progress) });
  const seconds = (performance.now() - start) / 1000;
  done(
    `${count(report.written)} ${what} in ${seconds.toFixed(2)} s: ` +
      `${count(report.written / seconds)} items/s, ${count(report.attempts)} requests, ` +
      `${count(report.retried)} retries`,
  );
}

/** Cities are made as they are sent: a batch takes any iterable, and holds a few of them at a time. */
function* citiesOf(records: Iterable<CityRecord>): Generator<City, void, undefined> {
  for (const record of records) yield toCity(record);
}

function toCity(record: CityRecord): City {
  const { cityId, country, name, population, featureCode, adminCode, altName } = record;
  const [longitude, latitude] = record.loc.coordinates;
  const searchName = toSearchName(name);
  const altCountries = altName.split(",").filter((code) => code !== "");
  return new City({
    cityId,
    country,
    name,
    searchName,
    initial: initialOf(searchName),
    population,
    featureCode,
    adminCode: adminCode === "" ? null : adminCode,
    location: { longitude, latitude },
    altCountries: altCountries.length === 0 ? undefined : new Set(altCountries),
    municipality: record.muni,
    submunicipality: record.muniSub,
  });
}

function countriesOf(records: Iterable<CityRecord>): Country[] {
  const totals = new Map<string, { cities: number; population: number }>();
  for (const { country, population } of records) {
    const before = totals.get(country) ?? { cities: 0, population: 0 };
    const after = { cities: before.cities + 1, population: before.population + population };
    totals.set(country, after);
  }
  return [...totals].map(([code, sums]) => new Country({ code, name: countryName(code), ...sums }));
}
