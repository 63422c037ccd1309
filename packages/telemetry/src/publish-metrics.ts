import type { Parts } from "./lifecycle.ts";

/**
 * Leaves the metrics where the configuration says, for whoever reads them when the program is gone.
 * Takes `timeoutMs` at most; what fails is logged.
 */
export async function publishMetrics(
  { config, metrics, logger }: Pick<Parts, "config" | "metrics" | "logger">,
  timeoutMs: number,
): Promise<void> {
  const { pushUrl: url, pushJob: job = config.tracing.serviceName } = config.monitoring;
  const { textfile: path } = config.metrics;
  const push = async () => {
    if (url === undefined) return;
    const { outcome } = await metrics.push({ url, job, timeoutMs: Math.max(1, timeoutMs) });
    if (outcome === "pushed") logger.debug({ job }, "metrics.pushed");
  };
  const write = async () => {
    if (path === undefined) return;
    const { outcome } = await metrics.writeTextfile({ path });
    if (outcome === "written") logger.debug({ path }, "metrics.written");
  };
  await Promise.all([push(), write()]);
}
