import { ROOT_CONTEXT } from "@opentelemetry/api";
import type { Contexts } from "../contexts.ts";
import { suppressed } from "../spans/span-source.ts";
import type { BatchExporter } from "./batch-exporter.ts";

/**
 * The sending of spans makes no spans: instrumentation of HTTP that sees this mark leaves it alone,
 * and each batch would otherwise be the cause of the next.
 */
export function untraced(exporter: BatchExporter, contexts: Contexts): BatchExporter {
  const context = ROOT_CONTEXT.setValue(suppressed, true);
  return {
    name: exporter.name,
    export: (spans, signal) => contexts.with(context, async () => exporter.export(spans, signal)),
    close: () => exporter.close(),
  };
}
