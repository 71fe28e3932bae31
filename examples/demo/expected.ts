import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { countryName, toSearchName } from "./names.js";
import type { CityRecord } from "./records.js";

/** An item in DynamoDB JSON. */
export type StoredItem = Record<string, AttributeValue>;

/**
 * Every item that the table has to hold for these records, less its timestamps. They are written
 * out by hand: neither monotable nor the demo's models take part.
 */
export function expectedItems(records: readonly CityRecord[]): StoredItem[] {
  const codes = new Set(records.map(({ country }) => country));
  const countries = [...codes].map((code) =>
    countryItem(
      code,
      records.filter(({ country }) => country === code),
    ),
  );
  return [...countries, ...records.map(cityItem)];
}

function countryItem(code: string, cities: readonly CityRecord[]): StoredItem {
  const population = cities.reduce((sum, city) => sum + city.population, 0);
  return {
    PK: { S: `COUNTRY#${code}` },
    SK: { S: "COUNTRY" },
    GSI1PK: { S: "COUNTRIES" },
    GSI1SK: { S: tenDigits(population) },
    _type: { S: "Country" },
    code: { S: code },
    name: { S: countryName(code) },
    cities: { N: String(cities.length) },
    population: { N: String(population) },
  };
}

function cityItem(city: CityRecord): StoredItem {
  const searchName = toSearchName(city.name);
  const initial = String.fromCodePoint(searchName.codePointAt(0) ?? 0);
  const [longitude, latitude] = city.loc.coordinates;
  return {
    PK: { S: `COUNTRY#${city.country}` },
    SK: { S: `CITY#${tenDigits(city.cityId)}` },
    GSI1PK: { S: `COUNTRY#${city.country}` },
    GSI1SK: { S: tenDigits(city.population) },
    GSI2PK: { S: `NAME#${initial}` },
    GSI2SK: { S: `${searchName.replaceAll(" ", "%20")}#${tenDigits(city.cityId)}` },
    _type: { S: "City" },
    cityId: { N: String(city.cityId) },
    country: { S: city.country },
    name: { S: city.name },
    initial: { S: initial },
    searchName: { S: searchName },
    population: { N: String(city.population) },
    location: { M: { longitude: { N: String(longitude) }, latitude: { N: String(latitude) } } },
    featureCode: { S: city.featureCode },
    ...(city.adminCode === "" ? {} : { adminCode: { S: city.adminCode } }),
    ...(city.altName === "" ? {} : { altCountries: { SS: city.altName.match(/\w+/g) ?? [] } }),
    ...(city.muni === undefined ? {} : { municipality: { S: city.muni } }),
    ...(city.muniSub === undefined ? {} : { submunicipality: { S: city.muniSub } }),
  };
}

function tenDigits(value: number): string {
  return String(value).padStart(10, "0");
}
