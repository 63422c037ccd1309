import {
  type ContextManager,
  context,
  ProxyTracerProvider,
  propagation,
  type TextMapPropagator,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";

export interface GlobalParts {
  readonly provider: TracerProvider;
  /** Undefined where somebody else's works already. */
  readonly contexts: ContextManager | undefined;
  readonly propagator: TextMapPropagator;
}

/**
 * Makes the parts those of OpenTelemetry's global API, where other instrumentation looks for them.
 *
 * @returns What takes back the parts that are still ours; undefined if another tracing was there
 *   first, and nothing was changed.
 */
export function registerGlobally(parts: GlobalParts): (() => void) | undefined {
  if (!trace.setGlobalTracerProvider(parts.provider)) return undefined;
  const hasContexts =
    parts.contexts !== undefined && context.setGlobalContextManager(parts.contexts);
  const hasPropagator = propagation.setGlobalPropagator(parts.propagator);
  return () => {
    const provider = trace.getTracerProvider();
    const isOurs =
      provider instanceof ProxyTracerProvider && provider.getDelegate() === parts.provider;
    if (!isOurs) return;
    trace.disable();
    if (hasContexts) context.disable();
    if (hasPropagator) propagation.disable();
  };
}
