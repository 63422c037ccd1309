import { type ConfigSource, UsageError } from "@ettl/telemetry/program";
import { stopOnSignals } from "@ettl/telemetry/signals";
import { type ExportName, exportNames } from "../export.ts";
import { loadExporterConfig } from "../exporter-config.ts";
import { runExports } from "../run-exports.ts";
import { startTelemetry } from "../start-telemetry.ts";
import { summary } from "../summary.ts";

export interface ExportOptions {
  /** At most one: the name of an export, or all. */
  readonly words: readonly string[];
  readonly source: ConfigSource;
  readonly version: string;
}

/** Exports once. The exit code: 0 all done, 1 one failed; a signal ends the process with its own. */
export async function exportCommand({ words, source, version }: ExportOptions): Promise<number> {
  const what = exportsNamed(words);
  const config = await loadExporterConfig(source);
  const telemetry = await startTelemetry(config, { version, listen: false });
  stopOnSignals(telemetry, { exitCode: (signal) => (signal === "SIGINT" ? 130 : 143) });
  const outcomes = await runExports(telemetry, config, what, version);
  await telemetry.stop();
  // The log has standard output to itself.
  process.stderr.write(summary(outcomes));
  return outcomes.every((outcome) => "result" in outcome) ? 0 : 1;
}

function exportsNamed([name = "all", ...more]: readonly string[]): readonly ExportName[] {
  if (more[0] !== undefined) throw new UsageError(`export: "${more[0]}" is one word too many`);
  if (name === "all") return exportNames;
  const known = exportNames.find((candidate) => candidate === name);
  if (known) return [known];
  throw new UsageError(`there is no export "${name}", expected all, ${exportNames.join(", ")}`);
}
