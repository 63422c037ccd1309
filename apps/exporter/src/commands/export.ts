import type { CommandOptions } from "@ettl/telemetry";
import { type ConfigSource, UsageError } from "@ettl/telemetry/program";
import { stopOnSignals } from "@ettl/telemetry/signals";
import { type ExportName, exportNames } from "../export.ts";
import { loadExporterConfig } from "../exporter-config.ts";
import { type ExportOutcome, runExports } from "../run-exports.ts";
import { startTelemetry } from "../start-telemetry.ts";
import { summary } from "../summary.ts";

export interface ExportOptions {
  /** At most one: the name of an export, or all. */
  readonly words: readonly string[];
  readonly source: ConfigSource;
  readonly version: string;
  /** How the program was called, and by whose trace. */
  readonly invocation: CommandOptions;
}

/** Exports once. The exit code: 0 all done, 1 one failed; a signal ends the process with its own. */
export async function exportCommand(options: ExportOptions): Promise<number> {
  const { words, source, version, invocation } = options;
  const what = exportsNamed(words);
  const config = await loadExporterConfig(source);
  const telemetry = await startTelemetry(config, { version, listen: false });
  let interrupted: number | undefined;
  stopOnSignals(telemetry, {
    beforeStop(signal) {
      interrupted = signal === "SIGINT" ? 130 : 143;
    },
    exitCode: () => interrupted ?? 1,
  });
  let outcomes: readonly ExportOutcome[] = [];
  const code = await telemetry.command(invocation, async () => {
    outcomes = await runExports(telemetry, config, what, version);
    return interrupted ?? (outcomes.every((outcome) => "result" in outcome) ? 0 : 1);
  });
  await telemetry.stop();
  // The log has standard output to itself.
  process.stderr.write(summary(outcomes));
  return code;
}

function exportsNamed([name = "all", ...more]: readonly string[]): readonly ExportName[] {
  if (more[0] !== undefined) throw new UsageError(`export: "${more[0]}" is one word too many`);
  if (name === "all") return exportNames;
  const known = exportNames.find((candidate) => candidate === name);
  if (known) return [known];
  throw new UsageError(`there is no export "${name}", expected all, ${exportNames.join(", ")}`);
}
