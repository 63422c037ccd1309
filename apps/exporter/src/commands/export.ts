import { stopOnSignals } from "@ettl/telemetry/signals";
import type { Command } from "../command-line.ts";
import { loadExporterConfig, type Surroundings } from "../exporter-config.ts";
import { runExports } from "../run-exports.ts";
import { startTelemetry } from "../start-telemetry.ts";
import { summary } from "../summary.ts";

/** Exports once. The exit code: 0 all done, 1 one failed; a signal ends the process with its own. */
export async function exportCommand(
  { what, config: file }: Extract<Command, { name: "export" }>,
  { version, env }: Surroundings,
): Promise<number> {
  const config = await loadExporterConfig(file, env);
  const telemetry = await startTelemetry(config, { version, listen: false });
  stopOnSignals(telemetry, { exitCode: (signal) => (signal === "SIGINT" ? 130 : 143) });
  const outcomes = await runExports(telemetry, config, what, version);
  await telemetry.stop();
  // The log has standard output to itself.
  process.stderr.write(summary(outcomes));
  return outcomes.every((outcome) => "result" in outcome) ? 0 : 1;
}
