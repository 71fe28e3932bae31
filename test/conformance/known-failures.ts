/** Cases that the engine gets wrong, with the reason. */
export const KNOWN_FAILURES: ReadonlyMap<string, string> = new Map([]);
