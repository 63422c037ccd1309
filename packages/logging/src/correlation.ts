import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";

// Two copies of this package in one process must see one id, so the store hangs on a shared symbol.
const storeKey = Symbol.for("@ettl/logging/correlation-id");

let found: AsyncLocalStorage<string> | undefined;

function store(): AsyncLocalStorage<string> {
  found ??= Reflect.get(globalThis, storeKey);
  if (found) return found;
  found = new AsyncLocalStorage<string>();
  Reflect.set(globalThis, storeKey, found);
  return found;
}

/** What an id from outside may consist of: it ends up in headers, log lines and labels. */
const validId = /^[A-Za-z0-9._:/+=@-]{1,128}$/;

/** Runs `fn` so that every log line, span and alert made inside carries one new correlation id. */
export function withCorrelationId<T>(fn: () => T): T;
/**
 * Runs `fn` so that every log line, span and alert made inside carries one correlation id.
 *
 * @param id Kept if it is 1 to 128 letters, digits or `._:/+=@-`; otherwise, or without one, a new
 *   UUID is made.
 */
export function withCorrelationId<T>(id: string | undefined, fn: () => T): T;
export function withCorrelationId<T>(
  ...args: [fn: () => T] | [id: string | undefined, fn: () => T]
): T {
  const [id, fn] = args.length === 1 ? [undefined, args[0]] : args;
  return store().run(typeof id === "string" && validId.test(id) ? id : randomUUID(), fn);
}

/** The correlation id of the running scope, or undefined outside of one. */
export function correlationId(): string | undefined {
  return store().getStore();
}
