import { constants } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { Telemetry } from "./create-telemetry.ts";

/** How a program ends. */
export interface StopOnSignalsOptions {
  /**
   * Time between readiness falling and the stop, in milliseconds: a load balancer needs a moment
   * to look elsewhere.
   *
   * @default `health.shutdown_delay_seconds` of the configuration, which is 0 by default
   */
  readonly shutdownDelayMs?: number;
  /**
   * Exit code after a stop that a signal asked for.
   *
   * @default 0
   */
  readonly exitCode?: (signal: "SIGTERM" | "SIGINT") => number;
  /** What the program has to end by itself, before telemetry stops. */
  readonly beforeStop?: (signal: "SIGTERM" | "SIGINT") => Promise<void> | void;
  /** What the program has to end last, when nothing is served any more. */
  readonly afterStop?: (signal: "SIGTERM" | "SIGINT") => Promise<void> | void;
}

/**
 * Stops telemetry and ends the process on the first SIGTERM or SIGINT; a second one ends it at
 * once. For a program's main, never for a library. Returns a function that undoes it.
 */
export function stopOnSignals(
  telemetry: Telemetry,
  options: StopOnSignalsOptions = {},
): () => void {
  const { shutdownDelayMs = telemetry.config.health.shutdownDelayMs } = options;
  const { exitCode = () => 0, beforeStop = () => {}, afterStop = () => {} } = options;
  let stopping = false;
  const onSignal = async (signal: "SIGTERM" | "SIGINT") => {
    if (stopping) process.exit(128 + constants.signals[signal]);
    stopping = true;
    telemetry.logger.info({ signal }, "stopping");
    telemetry.health.drain();
    if (shutdownDelayMs > 0) await delay(shutdownDelayMs);
    try {
      await beforeStop(signal);
      await telemetry.stop();
      await afterStop(signal);
      process.exit(exitCode(signal));
    } catch (error) {
      telemetry.logger.error({ error }, "the stop failed");
      process.exit(1);
    }
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  return () => {
    process.off("SIGTERM", onSignal);
    process.off("SIGINT", onSignal);
  };
}

/**
 * Opens the log file anew on each SIGHUP, which is how logrotate and its like tell that they
 * renamed it. For a program's main. Without a file among the log's outputs nothing is done, and
 * the signal ends the process as ever: it is also what a closed terminal sends. Returns a function
 * that undoes it.
 */
export function reopenOnHangup({
  config,
  logger,
}: Pick<Telemetry, "config" | "logger">): () => void {
  if (!config.logging.outputs.includes("file")) return () => {};
  const onHangup = () => {
    logger.reopen();
    logger.info({ signal: "SIGHUP" }, "the log file was opened anew");
  };
  process.on("SIGHUP", onHangup);
  return () => {
    process.off("SIGHUP", onHangup);
  };
}
