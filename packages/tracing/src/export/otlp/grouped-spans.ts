import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";

type Resource = ReadableSpan["resource"];
type Scope = ReadableSpan["instrumentationScope"];

/** Spans by resource, then by instrumentation scope, as OTLP nests them; in the order of their first. */
export type GroupedSpans = ReadonlyMap<Resource, ReadonlyMap<Scope, readonly ReadableSpan[]>>;

export function groupedSpans(spans: readonly ReadableSpan[]): GroupedSpans {
  const byResource = new Map<Resource, Map<Scope, ReadableSpan[]>>();
  for (const span of spans) {
    const { resource, instrumentationScope } = span;
    const byScope = byResource.get(resource) ?? new Map<Scope, ReadableSpan[]>();
    byResource.set(resource, byScope);
    const group = byScope.get(instrumentationScope);
    if (group) group.push(span);
    else byScope.set(instrumentationScope, [span]);
  }
  return byResource;
}
