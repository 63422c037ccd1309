import { correlationId, type Telemetry, withCorrelationId } from "@ettl/telemetry";
import type { TraktConnection } from "./connect-trakt.ts";
import { exitCodeOf } from "./exit-code.ts";
import { type ExportName, type ExportResult, type ExportState, runExport } from "./export.ts";
import type { ExporterConfig } from "./exporter-config.ts";
import type { ExporterMetrics } from "./exporter-metrics.ts";
import { createHeartbeat, type Heartbeat } from "./heartbeat.ts";
import { removeStaleTemporaries } from "./letterboxd/stale-temporaries.ts";
import { makeFolder } from "./make-folder.ts";
import type { ReadPage } from "./read-list.ts";
import { openExportRecord } from "./state/export-record.ts";
import { lock } from "./state/lock.ts";
import type { Activities } from "./trakt/activities.ts";

/** How one export of a run ended. */
export type ExportOutcome =
  | { readonly what: ExportName; readonly result: ExportResult }
  | { readonly what: ExportName; readonly error: unknown };

export interface RunOptions {
  readonly telemetry: Telemetry;
  readonly config: ExporterConfig;
  readonly trakt: TraktConnection;
  readonly metrics: ExporterMetrics;
  readonly what: readonly ExportName[];
  /** Ignores what earlier runs left. */
  readonly full?: boolean | undefined;
  /** Publishes also an export that has far fewer rows than the last one. */
  readonly allowDrop?: boolean | undefined;
  readonly onPage?: ((page: ReadPage) => void) | undefined;
  /** The exit code of a program that was told to stop. */
  readonly interrupted?: (() => number | undefined) | undefined;
}

export interface Run {
  readonly outcomes: readonly ExportOutcome[];
  readonly exitCode: number;
}

/** Tells the operation around a run that not all went well; what, it was told before. */
class RunFailed extends Error {
  override readonly name = "RunFailed";
}

/**
 * Runs exports one after the other under one correlation id, the active one or a new one; one that fails does not keep the
 * next from running, one that is cancelled does. A heartbeat is told of the run.
 *
 * @throws {LockedError} when another process exports with the same state folder.
 */
export async function runExports(options: RunOptions): Promise<Run> {
  const { telemetry, config, interrupted = () => undefined } = options;
  const release = await lock(config.export.stateDir, {
    name: "run",
    what: "an export is already under way",
  });
  let outcomes: readonly ExportOutcome[] = [];
  let exitCode = 1;
  try {
    await withCorrelationId(correlationId(), () =>
      telemetry.operation("export_run", async ({ signal, span }) => {
        const heartbeat = heartbeatOf(telemetry, config);
        try {
          await heartbeat?.started();
          outcomes = await allExports(options, signal);
          exitCode = interrupted() ?? exitCodeOf(outcomes);
        } finally {
          span.setAttribute("process.exit.code", exitCode);
          await heartbeat?.ended(exitCode, () => telemetry.logger.recent());
          // In here, for a stop waits for operations only: nothing may come after the last one but spans that end.
          await release();
        }
        const failed = outcomes.filter((outcome) => "error" in outcome).map(({ what }) => what);
        if (failed.length > 0) throw new RunFailed(`not exported: ${failed.join(", ")}`);
      }),
    );
  } catch (error) {
    if (!(error instanceof RunFailed)) throw error;
  }
  return { outcomes, exitCode };
}

function heartbeatOf(telemetry: Telemetry, config: ExporterConfig): Heartbeat | undefined {
  const url = config.export.ping?.();
  if (url === undefined) return undefined;
  return createHeartbeat({
    url,
    instrument: (endpoint, attempt) =>
      telemetry.apiCall({ service: "heartbeat", endpoint, method: "POST" }, attempt),
    onProblem: (message) => telemetry.logger.warn(message),
  });
}

async function allExports(options: RunOptions, stopping: AbortSignal): Promise<ExportOutcome[]> {
  const { telemetry, config, trakt, metrics, what, onPage = () => {} } = options;
  const { exportDir: folder, filenames } = config.letterboxd;
  const { timezone, format, historyMode, spreadsheetSafe } = config.export;
  const onProblem = (message: string) => telemetry.logger.warn(message);
  const state = await stateOf(options, onProblem);
  await makeFolder(folder);
  for (const each of [folder, state.folder]) await removeStaleTemporaries(each);

  const outcomes: ExportOutcome[] = [];
  for (const name of what) {
    if (stopping.aborted) break;
    try {
      const result = await telemetry.exportOperation(
        name,
        { format },
        async ({ signal, logger, span, report }) => {
          const before = trakt.retries();
          try {
            const done = await runExport(name, {
              ...{ client: trakt.client, folder, filenames, timezone, historyMode, format },
              ...{ spreadsheetSafe, state, signal, onProblem },
              onPage(page) {
                metrics.page(page.list, page.isKept);
                onPage(page);
              },
            });
            const { announced, written, skipped, pages, keptPages, bytes, files } = done;
            const figures = { announced, written, skipped, pages, kept_pages: keptPages, bytes };
            if (done.isUnchanged) logger.info(figures, "export.unchanged");
            else logger.info({ ...figures, files: files.length }, "export.written");
            span.setAttribute("export.announced", announced);
            report({ items: written, bytes });
            return done;
          } finally {
            report({ retries: trakt.retries() - before });
          }
        },
      );
      metrics.exported(result);
      outcomes.push({ what: name, result });
    } catch (error) {
      outcomes.push({ what: name, error });
    }
  }
  return outcomes;
}

async function stateOf(
  { config, trakt, full = false, allowDrop = false }: RunOptions,
  onProblem: (message: string) => void,
): Promise<ExportState> {
  const { stateDir: folder, maxDropPercent, fullAfterMs } = config.export;
  let activities: Promise<Activities> | undefined;
  return {
    folder,
    owner: `${config.trakt.apiBaseUrl} ${config.trakt.user ?? "me"}`,
    record: await openExportRecord(folder, onProblem),
    activities(signal) {
      // Once per run; an export that could not ask leaves it to the next.
      activities ??= trakt.client.activities({ signal }).catch((error: unknown) => {
        activities = undefined;
        throw error;
      });
      return activities;
    },
    full,
    maxDropPercent: allowDrop ? 100 : maxDropPercent,
    fullAfterMs,
  };
}
