import { defineConfig } from "vitest/config";
import { ClosingLine } from "./test/support/closing-line.js";
import { NoContents } from "./test/support/no-contents.js";

const deep = process.env.MONOTABLE_DEEP === "1";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/embed-worker-setup.ts", "test/support/global-setup.ts"],
    setupFiles: ["test/support/warnings-setup.ts"],
    testTimeout: deep ? 3_600_000 : 120_000,
    hookTimeout: 180_000,
    reporters: ["default", new NoContents(), new ClosingLine()],
  },
});
