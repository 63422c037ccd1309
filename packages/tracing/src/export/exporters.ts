import type { SpanExporter } from "@opentelemetry/sdk-trace-base";
import { jaegerExporter } from "../exporters/jaeger.ts";
import { otlpExporter, otlpTracesUrl } from "../exporters/otlp.ts";
import type { TracingOptions } from "../tracing-options.ts";
import type { BatchExporter } from "./batch-exporter.ts";
import { foreignExporter } from "./foreign-exporter.ts";

/**
 * All exporters that the options name.
 *
 * @throws {TypeError} An endpoint is not an http or https URL; the message names the option.
 */
export function exportersOf(options: TracingOptions): BatchExporter[] {
  const otlpUrl = otlpTracesUrl(options);
  const { jaegerEndpoint } = options;
  return [
    ...(otlpUrl ? [lazily("otlp", otlpExporter(otlpUrl, 10_000))] : []),
    ...(jaegerEndpoint ? [lazily("jaeger", jaegerExporter(jaegerEndpoint))] : []),
    ...(options.exporters ?? []).map(foreignExporter),
  ];
}

function lazily(name: string, load: () => Promise<Pick<SpanExporter, "export">>): BatchExporter {
  let loaded: Promise<BatchExporter> | undefined;
  return {
    name,
    async export(spans, signal) {
      loaded ??= load().then((exporter) =>
        foreignExporter({
          export: (...args) => exporter.export(...args),
          shutdown: async () => {},
        }),
      );
      return (await loaded).export(spans, signal);
    },
    close() {},
  };
}
