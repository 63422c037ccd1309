import { AggregatorRegistry, Registry, type RegistryContentType } from "prom-client";
import { jsonLines, normalizedText } from "./normalized.ts";
import type { Side } from "./side.ts";

/** One output by what made it. */
export type Outputs = ReadonlyMap<string, string>;

export interface OutputOptions {
  /** Names of instruments whose values come from a clock. */
  readonly timed: ReadonlySet<string>;
  readonly hasDefaultLabels: boolean;
}

/** All outputs that leave a side as it was. */
export async function outputsOf(side: Side, options: OutputOptions): Promise<Outputs> {
  const { registry } = side;
  const { timed } = options;
  const outputs = new Map<string, string>();
  // prom-client begins an empty OpenMetrics output with an empty line, which no parser takes.
  if (registry.getMetricsAsArray().length > 0)
    for (const form of ["text", "OpenMetrics"] as const)
      outputs.set(`scrape as ${form}`, normalizedText(`${await side.scrape(form)}`, timed));
  outputs.set("registry.metrics()", bytes(await registry.metrics(), timed));
  for (const { name } of registry.getMetricsAsArray())
    outputs.set(
      `getSingleMetricAsString(${name})`,
      bytes(await registry.getSingleMetricAsString(name), timed),
    );
  // With default labels prom-client's JSON writes them into the metric: that is for the end.
  if (!options.hasDefaultLabels)
    outputs.set("getMetricsAsJSON()", jsonLines(await registry.getMetricsAsJSON(), timed));
  return outputs;
}

/** The outputs that change a side: for the end of a program. */
export async function lastOutputsOf(side: Side, options: OutputOptions): Promise<Outputs> {
  const { registry } = side;
  const { timed } = options;
  const outputs = new Map(await outputsOf(side, options));
  const merged = Registry.merge([registry, new Registry()]);
  outputs.set("Registry.merge", bytes(await merged.metrics(), timed));

  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
  outputs.set("registry.metrics() as OpenMetrics", bytes(await registry.metrics(), timed));
  // Last of all: with default labels prom-client's JSON changes the labels that its metrics keep.
  const json = await registry.getMetricsAsJSON();
  outputs.set("getMetricsAsJSON() at the end", jsonLines(json, timed));
  for (const type of [Registry.PROMETHEUS_CONTENT_TYPE, Registry.OPENMETRICS_CONTENT_TYPE])
    outputs.set(`aggregate as ${type}`, await aggregated(json, type, timed));
  return outputs;
}

/** As the parent of a cluster does it: what two workers sent over IPC, which speaks JSON. */
async function aggregated(
  json: unknown,
  type: RegistryContentType,
  timed: ReadonlySet<string>,
): Promise<string> {
  const sent = JSON.stringify(json);
  const workers = [JSON.parse(sent), JSON.parse(sent)];
  const together = AggregatorRegistry.aggregate(workers);
  together.setContentType(type as never);
  return bytes(await together.metrics(), timed);
}

/** As bytes and back: what a reader gets of half a surrogate pair. */
const bytes = (text: string, timed: ReadonlySet<string>) =>
  normalizedText(Buffer.from(text).toString(), timed);
