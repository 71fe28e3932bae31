import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PAGES = join(ROOT, "docs/guide");
const EXAMPLES = join(ROOT, "examples/guide");

const names = (folder: string): string[] => readdirSync(folder).map((file) => parse(file).name);

/** The contents of a page's code blocks of one language. */
function blocks(page: string, language: string): string[] {
  return [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(([, tag, text]) =>
    tag === language ? [text ?? ""] : [],
  );
}

/** The parts of an example that its page shows. */
function regions(example: string): string[] {
  return [...example.matchAll(/^\/\/ #region [\w-]+\n(.*?)^\/\/ #endregion$/gms)].map(
    ([, text]) => text ?? "",
  );
}

/** No AWS settings of this machine: an example that says nothing is to find nothing. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^AWS_|^FORCE_COLOR$/.test(name));
  const nothing = join(EXAMPLES, "no-such-file");
  return {
    ...Object.fromEntries(kept),
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
  };
}

test("every page of the guide has its example, and every example its page", () => {
  expect(names(EXAMPLES)).toEqual(names(PAGES));
});

describe.each(names(PAGES))("the page %s", (name) => {
  const page = readFileSync(join(PAGES, `${name}.md`), "utf8");

  test("shows the regions of its example, all of them and in their order", () => {
    expect(blocks(page, "ts")).toEqual(regions(readFileSync(join(EXAMPLES, `${name}.ts`), "utf8")));
  });

  test("has no other code than what is run, its output, shell commands and JSON", () => {
    const languages = [...page.matchAll(/^```(\w*)\n.*?^```$/gms)].map(([, language]) => language);
    expect(languages).not.toEqual([]);
    expect(languages.filter((language) => !/^(ts|text|sh|json)$/.test(language ?? ""))).toEqual([]);
  });

  test("tells what its example prints", async () => {
    const args = ["--import", "tsx", join(EXAMPLES, `${name}.ts`)];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd: ROOT,
      env: environment(),
    });
    expect(stdout).toBe(blocks(page, "text").join(""));
  });
});
