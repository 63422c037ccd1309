import type { TracingOptions } from "../tracing-options.ts";
import type { BatchExporter } from "./batch-exporter.ts";
import { type CollectorTarget, collectorTargets } from "./collector-target.ts";
import { foreignExporter } from "./foreign-exporter.ts";
import { checkOtlp } from "./otlp-options.ts";

/**
 * All exporters that the options name.
 *
 * @throws {TypeError} An endpoint is not an http or https URL, or something of `otlp` can't be
 *   used; the message names the option.
 */
export function exportersOf(options: TracingOptions): BatchExporter[] {
  const targets = collectorTargets(options);
  checkOtlp(options.otlp);
  return [
    ...targets.map((target) => collectorExporter(target, options)),
    ...(options.exporters ?? []).map(foreignExporter),
  ];
}

/** Loads what it sends with when the first batch is due. */
function collectorExporter(
  { url, protocol }: CollectorTarget,
  { otlp = {}, batch = {} }: TracingOptions,
): BatchExporter {
  const { exportTimeoutMs } = batch;
  const given = { url, ...(exportTimeoutMs !== undefined && { exportTimeoutMs }) };
  const load = async () => {
    if (protocol !== "jaeger") {
      const { otlpExporter } = await import("./otlp/otlp-exporter.ts");
      return otlpExporter({ ...otlp, ...given, protocol });
    }
    const { jaegerExporter } = await import("./jaeger.ts");
    const { timeoutMs } = otlp;
    return jaegerExporter({ ...given, ...(timeoutMs !== undefined && { timeoutMs }) });
  };
  let loading: Promise<BatchExporter> | undefined;
  let loaded: BatchExporter | undefined;
  let isClosed = false;
  return {
    name: protocol === "jaeger" ? "jaeger" : "otlp",
    async export(spans, signal) {
      loading ??= load();
      loaded = await loading;
      if (isClosed) loaded.close();
      return loaded.export(spans, signal);
    },
    close() {
      isClosed = true;
      loaded?.close();
    },
  };
}
