/** Node's own. To import it would load every other part of `node:util` too. */
export const { isDeepStrictEqual } = process.getBuiltinModule("node:util");
