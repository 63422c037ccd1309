import { collectDefaultMetrics, Registry } from "prom-client";
import type { InstrumentFactory } from "./instrument-factory.ts";

// Gauges whose names end in _total (promtool refuses them), and their halves without it.
const misnamed = /^nodejs_active_/;

/** Adds `process_*` and `nodejs_*` to a registry that does not have them yet. */
export function addRuntimeMetrics(registry: Registry, factory: InstrumentFactory): void {
  if (registry.getSingleMetric("process_cpu_seconds_total") === undefined) {
    const own = new Registry();
    collectDefaultMetrics({ register: own });
    for (const metric of own.getMetricsAsArray())
      if (!misnamed.test(nameOf(metric))) registry.registerMetric(metric as never);
  }
  const resources = factory.gauge({
    name: "nodejs_active_resources",
    help: "Resources that keep the event loop busy, by type.",
    labelNames: ["type"],
    collect: () => {
      resources.reset();
      for (const type of process.getActiveResourcesInfo()) resources.inc({ type });
    },
  });
}

const nameOf = (metric: object): string => String(Reflect.get(metric, "name"));
