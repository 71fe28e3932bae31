import { inject } from "vitest";
import type {} from "./global-setup.js";

async function ask(engine: string): Promise<string> {
  const broker = inject("engineBroker");
  if (broker === undefined) {
    throw new Error('No engines: vitest needs `globalSetup: ["test/support/global-setup.ts"]`.');
  }
  const answer = await fetch(`${broker}/${engine}`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

/** Endpoint of the run's DynamoDB Local. */
export function dynamodbLocal(): Promise<string> {
  return ask("dynamodb-local");
}

/** Endpoint of the run's dynalite. */
export function dynalite(): Promise<string> {
  return ask("dynalite");
}
