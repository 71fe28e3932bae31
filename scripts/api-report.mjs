// node scripts/api-report.mjs [--update]: compares the public types of what was built, entry by entry,
// with the reports in etc/api, or writes those anew.
import { fileURLToPath } from "node:url";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";

const root = fileURLToPath(new URL("../", import.meta.url));
const update = process.argv.includes("--update");

function report(name, entry) {
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: `${root}package.json`,
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: root,
      newlineKind: "lf",
      mainEntryPointFilePath: `<projectFolder>/dist/${entry}.d.ts`,
      compiler: {
        overrideTsconfig: {
          // DOM: it does not find the AbortSignal of @types/node.
          compilerOptions: {
            target: "ES2022",
            lib: ["ES2023", "DOM"],
            module: "NodeNext",
            moduleResolution: "NodeNext",
            types: ["node"],
            strict: true,
            skipLibCheck: true,
          },
          files: [`dist/${entry}.d.ts`],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder: "<projectFolder>/etc/api",
        reportTempFolder: "<projectFolder>/node_modules/.cache/monotable-api",
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: { default: { logLevel: "none" } },
        tsdocMessageReporting: { default: { logLevel: "none" } },
        compilerMessageReporting: { default: { logLevel: "error" } },
      },
    },
  });
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: update,
    messageCallback: (message) => {
      message.handled = message.logLevel !== "error";
    },
  });
  return apiReportChanged ? [`etc/api/${name}.api.md`] : [];
}

const changed = [
  ...report("monotable", "index"),
  ...report("monotable-engine", "engine"),
  ...report("monotable-otel", "otel"),
];
if (changed.length > 0 && !update) {
  process.stdout.write(
    `The public types have changed: ${changed.join(", ")}.\nIf that is meant, run: npm run api:update\n`,
  );
  process.exitCode = 1;
}
