import { defineConfig } from "vitest/config";

/** Suites that need an engine are slower; each `npm run test:*` script picks one project. */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    include: ["test/**/*.test.ts"],
  },
});
