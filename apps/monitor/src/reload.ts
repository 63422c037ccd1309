import { isDeepStrictEqual } from "node:util";
import { ConfigError, type Telemetry } from "@ettl/telemetry";
import { componentProblems } from "./config/components.ts";
import type { Watched } from "./monitor.ts";
import type { MonitorConfig } from "./monitor-config.ts";

/** What `createReloads` takes. */
export interface ReloadOptions {
  readonly telemetry: Telemetry;
  /** What the monitor was started with. */
  readonly config: MonitorConfig;
  /** Reads it anew. @throws {ConfigError} */
  readonly load: () => Promise<MonitorConfig>;
  /** Watches what it says. */
  readonly apply: (watched: Watched) => {
    readonly added: readonly string[];
    readonly removed: readonly string[];
  };
  readonly now: () => number;
}

/** Reading the configuration anew, and what came of it. */
export interface Reloads {
  /** One at a time; never rejects. What was read well last stays in force. */
  reload(): Promise<void>;
  /** For the API: what became of the last attempt. */
  state(): Readonly<Record<string, unknown>>;
}

const alert = { title: "Configuration not reloaded", source: "configuration" };
/** What is followed while the monitor runs; the rest is only read when it starts. */
const followed = ["targets", "probes", "heartbeats"];

/** Makes it. Its result is a log line, a metric, an alert and `/api/configuration`. */
export function createReloads(options: ReloadOptions): Reloads {
  const { telemetry, config, load, apply, now } = options;
  const { logger, alerts, metrics } = telemetry;
  let successful = true;
  let lastAtMs = now();
  let issues: readonly string[] = [];
  let restartFor: readonly string[] = [];
  let running: Promise<void> = Promise.resolve();

  // Named as Prometheus names its own.
  const success = metrics.gauge({
    name: "ettl_config_last_reload_successful",
    help: "1 if the configuration was read well the last time, 0 if a former one is in force.",
    collect() {
      success.set(successful ? 1 : 0);
    },
  });
  const timestamp = metrics.gauge({
    name: "ettl_config_last_reload_success_timestamp_seconds",
    help: "When the configuration that is in force was read.",
    collect() {
      timestamp.set(lastAtMs / 1_000);
    },
  });

  const reload = async () => {
    try {
      const next = await load();
      assertFits(next, config);
      const { added, removed } = apply(next);
      restartFor = changedSections(config, next);
      successful = true;
      issues = [];
      lastAtMs = now();
      logger.info({ added, removed, restart_needed_for: restartFor }, "configuration.reloaded");
      void alerts.resolve({ ...alert, message: "The configuration was read well" }, { waitMs: 0 });
    } catch (error) {
      successful = false;
      issues = issuesOf(error);
      logger.error({ issues }, "configuration.refused");
      const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
      void alerts.send(
        {
          ...alert,
          level: "error",
          message: `${issues[0] ?? "it can't be read"}${more}; the former configuration stays in force`,
        },
        { waitMs: 0 },
      );
    }
  };

  return {
    reload() {
      running = running.then(reload);
      return running;
    },
    state: () => ({
      successful,
      read_at: new Date(lastAtMs).toISOString(),
      issues,
      restart_needed_for: restartFor,
    }),
  };
}

/**
 * The monitor's own checks stay those that it was started with, so that what is watched has to fit
 * those. Nothing is followed by half.
 */
function assertFits(next: MonitorConfig, { health }: MonitorConfig): void {
  const [first] = componentProblems(next, health);
  if (first)
    throw new Error(
      `${first.path.join(".")}: ${first.message}; [health] is only read when the monitor starts`,
    );
}

/** Sections that differ and are only read at the start. */
function changedSections(before: MonitorConfig, after: MonitorConfig): string[] {
  const isSame = (section: keyof MonitorConfig) =>
    section === "alerts"
      ? // Its channels are made anew each time; what they hide can't be compared.
        JSON.stringify(before[section]) === JSON.stringify(after[section])
      : isDeepStrictEqual(before[section], after[section]);
  return (Object.keys(after) as (keyof MonitorConfig)[]).filter(
    (section) => !followed.includes(section) && !isSame(section),
  );
}

/** One line each; an issue has no secret in it. */
function issuesOf(error: unknown): string[] {
  if (error instanceof ConfigError)
    return error.issues.slice(0, 20).map(({ key, message, file, line, column, source }) => {
      const place = file === undefined ? source : [file, line, column].filter(Boolean).join(":");
      return [place, `${key}: ${message}`].filter(Boolean).join("  ");
    });
  return [error instanceof Error ? error.message : "the configuration can't be read"];
}
