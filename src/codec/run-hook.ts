import { HookError } from "../errors/hook-error.js";
import type { ModelDefinition } from "../model/definition.js";

/** Runs a hook of an entity whose class has it. @throws HookError */
export function runHook(
  { name }: Pick<ModelDefinition, "name">,
  entity: object,
  hook: "beforeSave" | "afterLoad",
): void {
  const method: unknown = Reflect.get(entity, hook);
  if (typeof method !== "function") return; // an attribute may have that name
  let result: unknown;
  try {
    result = Reflect.apply(method, entity, []);
  } catch (cause) {
    throw new HookError(name, hook, "threw an error, its `cause`; nothing was sent for it", {
      cause,
    });
  }
  if (!(result instanceof Promise)) return;
  // Nobody awaits it: a rejection would otherwise end the process.
  result.catch(() => undefined);
  throw new HookError(name, hook, "answered a promise; hooks run in the calling thread, at once");
}
