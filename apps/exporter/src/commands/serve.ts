import { stopOnSignals } from "@ettl/telemetry/signals";
import { Cron } from "croner";
import type { Command } from "../command-line.ts";
import { exportNames } from "../export.ts";
import { loadExporterConfig, type Surroundings } from "../exporter-config.ts";
import { runExports } from "../run-exports.ts";
import { startTelemetry } from "../start-telemetry.ts";

/** Exports everything on the schedule until a signal comes, serving telemetry all the while. */
export async function serveCommand(
  { config: file, port, now }: Extract<Command, { name: "serve" }>,
  { version, env }: Surroundings,
): Promise<number> {
  const config = await loadExporterConfig(file, env, { "monitoring.metrics_port": port });
  const telemetry = await startTelemetry(config, { version, listen: true });
  const { logger } = telemetry;

  const run = async () => {
    await runExports(telemetry, config, exportNames, version);
  };
  const { schedule, timezone } = config.export;
  // One run at a time: a time that comes round during a run is left out.
  const job = new Cron(
    schedule,
    {
      timezone,
      protect: () => logger.warn({ schedule }, "a run is left out: the last one still goes on"),
      catch: (error) => logger.error({ error }, "a run failed"),
    },
    run,
  );
  logger.info({ schedule, timezone, next: job.nextRun()?.toISOString() }, "export.scheduled");

  const stopped = new Promise<never>(() => {});
  stopOnSignals(telemetry, { beforeStop: () => job.stop() });
  if (now) await job.trigger();
  return stopped;
}
