const countryNames = new Intl.DisplayNames("en", { type: "region" });

/** The English name of a country. */
export function countryName(code: string): string {
  return countryNames.of(code) ?? code;
}

/**
 * A name as people type it: lower case, without accents, words separated by single spaces.
 * "São José dos Campos" gives "sao jose dos campos".
 */
export function toSearchName(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** The first character of a search name. */
export function initialOf(searchName: string): string {
  return [...searchName][0] ?? "";
}
