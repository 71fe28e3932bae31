import { inspect } from "node:util";
import { demo } from "./demo.js";
import { startEngine } from "./engine.js";
import { type DemoOptions, readOptions, USAGE, UsageError } from "./options.js";
import { failed } from "./output.js";
import { targetOf } from "./target.js";

process.exitCode = await main(process.argv.slice(2));

/** Answers the exit code. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (!options.help) return (await run(options)) ? 0 : 1;
    process.stdout.write(USAGE);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    failed(inspect(error));
    return 1;
  }
}

/** Runs the demo on the engine that the options name, or on one of its own. */
async function run(options: DemoOptions): Promise<boolean> {
  if (options.endpoint !== undefined) {
    return await demo(options, targetOf(options.endpoint, options.region));
  }
  const engine = await startEngine();
  try {
    return await demo(options, engine.target, engine.connection);
  } finally {
    await engine.stop();
  }
}
