import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * Bundles modules for Lambda, each into one file `NAME.mjs` of a folder, without the packages in `external`.
 * @returns the bytes of each, and the files that are in it, by the module's path
 */
export async function bundle(
  entryPoints: readonly string[],
  outdir: string,
  external = ["@aws-sdk/*"], // only a table that is given a DynamoDBClient needs it
) {
  const { metafile } = await build({
    absWorkingDir: fileURLToPath(new URL("../../", import.meta.url)),
    entryPoints: [...entryPoints],
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"], // the smaller of what packages offer
    external,
    metafile: true,
    logLevel: "warning",
  });
  return new Map(
    Object.values(metafile.outputs).map(({ entryPoint = "", bytes, inputs }) => [
      entryPoint,
      { bytes, files: Object.keys(inputs) },
    ]),
  );
}
