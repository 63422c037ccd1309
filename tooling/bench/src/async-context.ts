import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";

let isRegistered = false;

/** One for all sides and rows: two would make each promise dearer for everybody. */
export function registerAsyncContext(): void {
  if (isRegistered) return;
  isRegistered = true;
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
}
