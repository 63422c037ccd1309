import type { CommandOptions } from "@ettl/telemetry";
import { type ConfigSource, UsageError } from "@ettl/telemetry/program";
import { stopOnSignals } from "@ettl/telemetry/signals";
import { tryLater } from "../exit-code.ts";
import { type ExportName, exportNames } from "../export.ts";
import { loadExporterConfig } from "../exporter-config.ts";
import { createProgress } from "../progress.ts";
import { type Run, runExports } from "../run-exports.ts";
import { startTelemetry } from "../start-telemetry.ts";
import { LockedError } from "../state/lock.ts";
import { summary } from "../summary.ts";

export interface ExportOptions {
  /** At most one: the name of an export, or all. */
  readonly words: readonly string[];
  readonly source: ConfigSource;
  readonly version: string;
  readonly full: boolean;
  readonly allowDrop: boolean;
  readonly user: string | undefined;
  /** How the program was called, and by whose trace. */
  readonly invocation: CommandOptions;
}

/**
 * Exports once. The exit code: 0 all done, 1 one failed, 75 what failed may succeed later; a signal
 * ends the process with its own.
 */
export async function exportCommand(options: ExportOptions): Promise<number> {
  const { words, source, version, user, full, allowDrop, invocation } = options;
  const what = exportsNamed(words);
  const config = await loadExporterConfig(source, {
    flags: { "trakt.user": user },
    defaults: terminalDefaults(),
  });
  const { telemetry, trakt, metrics } = await startTelemetry(config, { version, listen: false });
  let interrupted: number | undefined;
  stopOnSignals(telemetry, {
    beforeStop(signal) {
      interrupted = signal === "SIGINT" ? 130 : 143;
    },
    exitCode: () => interrupted ?? 1,
  });
  const progress = createProgress(process.stderr);
  let run: Run | undefined;
  let refused: LockedError | undefined;
  const work = async () => {
    try {
      run = await runExports({
        ...{ telemetry, config, trakt, metrics, what, full, allowDrop },
        onPage: progress.page,
        interrupted: () => interrupted,
      });
      return run.exitCode;
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      refused = error;
      return tryLater;
    } finally {
      progress.end();
    }
  };
  // Also what went wrong in an unforeseen way is in the log and the spans.
  const code = await telemetry.command(invocation, work).finally(() => telemetry.stop());
  // The log has standard output to itself.
  if (run) process.stderr.write(summary(run.outcomes));
  if (refused) process.stderr.write(`ettl-exporter: ${refused.message}\n`);
  return code;
}

/** Who looks at a terminal sees the bar and the table; lines only of what goes wrong. */
function terminalDefaults(): Readonly<Record<string, unknown>> {
  if (!process.stdout.isTTY || !process.stderr.isTTY) return {};
  return { "logging.level": "warn", "logging.format": "visual" };
}

function exportsNamed([name = "all", ...more]: readonly string[]): readonly ExportName[] {
  if (more[0] !== undefined) throw new UsageError(`export: "${more[0]}" is one word too many`);
  if (name === "all") return exportNames;
  const known = exportNames.find((candidate) => candidate === name);
  if (known) return [known];
  throw new UsageError(`there is no export "${name}", expected all, ${exportNames.join(", ")}`);
}
