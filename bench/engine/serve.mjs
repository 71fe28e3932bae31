// The embedded engine over HTTP in a process of its own: node serve.mjs PORT
import { createEngine, serve } from "../../dist/engine.js";

await serve(createEngine(), { port: Number(process.argv[2]) });
