import type { ConfigSource } from "@ettl/telemetry/program";
import { reopenOnHangup, stopOnSignals } from "@ettl/telemetry/signals";
import { Cron } from "croner";
import { exportNames } from "../export.ts";
import { loadExporterConfig } from "../exporter-config.ts";
import { runExports } from "../run-exports.ts";
import { startTelemetry } from "../start-telemetry.ts";
import { LockedError } from "../state/lock.ts";

export interface ServeOptions {
  readonly source: ConfigSource;
  readonly port: number | undefined;
  /** Whether one export of everything runs at once. */
  readonly now: boolean;
  readonly version: string;
}

/** Exports everything on the schedule until a signal comes, serving telemetry all the while. */
export async function serveCommand({ source, port, now, version }: ServeOptions): Promise<number> {
  const config = await loadExporterConfig(source, { flags: { "monitoring.metrics_port": port } });
  const { telemetry, trakt, metrics } = await startTelemetry(config, { version, listen: true });
  const { logger } = telemetry;

  const run = async () => {
    try {
      await runExports({ telemetry, config, trakt, metrics, what: exportNames });
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      logger.warn(`a run is left out: ${error.message}`);
    }
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
  reopenOnHangup(telemetry);
  if (now) await job.trigger();
  return stopped;
}
