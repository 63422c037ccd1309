import {
  type Context,
  type ContextManager,
  createContextKey,
  context as globalContext,
  ROOT_CONTEXT,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";

/** Where the active context is kept. */
export interface Contexts {
  active(): Context;
  with<T>(context: Context, fn: () => T): T;
}

/**
 * The API's context manager if somebody registered one that works, so that the spans of other
 * instrumentation join ours; else one of our own, so that several of us live in one process.
 */
export function chooseContexts(): { readonly contexts: Contexts; readonly own?: ContextManager } {
  if (globalContextsWork()) return { contexts: globalContext };
  const own = new AsyncLocalStorageContextManager().enable();
  return { contexts: own, own };
}

function globalContextsWork(): boolean {
  const key = createContextKey("ettl");
  return globalContext.with(
    ROOT_CONTEXT.setValue(key, true),
    () => globalContext.active().getValue(key) === true,
  );
}
