// The embedded engine over HTTP in a process of its own: node serve.mjs PORT
import { createEngine } from "../../dist/engine/create-engine.js";
import { serve } from "../../dist/engine/server.js";

await serve(createEngine(), { port: Number(process.argv[2]) });
