import { City, Country } from "./models.js";
import { countryName } from "./names.js";
import { answer, count, failed } from "./output.js";

/** One of the ten most populous, so that every run has it. */
const GUANGZHOU = { country: "CN", cityId: 1809858 };

/** Asks five questions in both modes; answers whether the modes agree. */
export async function askAll(): Promise<boolean> {
  // The first call of a mode opens its connection, and starts the thread of the blocking one.
  await City.objects.exists(GUANGZHOU);
  City.objectsSync.exists(GUANGZHOU);

  const agreements = [
    await ask(
      "1 One city by its key",
      () => City.objects.get(GUANGZHOU),
      () => City.objectsSync.get(GUANGZHOU),
      (city) => (city === undefined ? [] : [describe(city)]),
    ),
    await ask(
      "2 A country's largest cities, through GSI1",
      () => City.objects.query({ country: "CN" }, { index: "GSI1", order: "desc", limit: 3 }).all(),
      () =>
        City.objectsSync.query({ country: "CN" }, { index: "GSI1", order: "desc", limit: 3 }).all(),
      (cities) => cities.map(describe),
    ),
    await ask(
      '3 Cities named "são p…", through GSI2',
      () => City.objects.named("são p").all(),
      () => City.objectsSync.named("são p").all(),
      (cities) => [`${count(cities.length)} found: ${listed(cities)}`],
    ),
    await ask(
      "4 Countries by population, 50 a page, with a cursor",
      pagesOfCountries,
      pagesOfCountriesSync,
      (pages) => pages.map((page, place) => `page ${place + 1}: ${listed(page)}`),
    ),
    await ask(
      "5 A city's rank in its country: a method of our own",
      () => City.objects.rank(GUANGZHOU),
      () => City.objectsSync.rank(GUANGZHOU),
      (rank) => [`no. ${rank} of China`],
    ),
  ];
  return agreements.every((agree) => agree);
}

async function pagesOfCountries(): Promise<Country[][]> {
  const countries = Country.objects.query({}, { index: "GSI1", order: "desc" });
  const pages: Country[][] = [];
  let cursor: string | undefined; // text: a web service would hand it to its client
  do {
    const page = await countries.page({ limit: 50, after: cursor });
    pages.push(page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return pages;
}

function pagesOfCountriesSync(): Country[][] {
  const countries = Country.objectsSync.query({}, { index: "GSI1", order: "desc" });
  const pages: Country[][] = [];
  let cursor: string | undefined;
  do {
    const page = countries.page({ limit: 50, after: cursor });
    pages.push(page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return pages;
}

/** Times both answers to a question and prints the one that they share. */
async function ask<Answer>(
  question: string,
  withPromises: () => Promise<Answer>,
  blocking: () => Answer,
  show: (given: Answer) => readonly string[],
): Promise<boolean> {
  const start = performance.now();
  const given = await withPromises();
  const middle = performance.now();
  const givenBlocking = blocking();
  const end = performance.now();
  answer(question, [middle - start, end - middle], show(given));
  const agree = JSON.stringify(given) === JSON.stringify(givenBlocking);
  if (!agree) failed("The two modes gave different answers.");
  return agree;
}

function describe({ name, country, population, location }: City): string {
  const { latitude, longitude } = location;
  const place = `${latitude.toFixed(2)}°, ${longitude.toFixed(2)}°`;
  return `${name}, ${countryName(country)}: ${count(population)} people at ${place}`;
}

/** The first names of a list. */
function listed(entities: readonly { readonly name: string }[]): string {
  const names = entities.slice(0, 4).map(({ name }) => name);
  return names.join(", ") + (entities.length > names.length ? ", …" : "");
}
