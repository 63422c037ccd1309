import { setTimeout as delay } from "node:timers/promises";
import type { HealthAlerts } from "./bridges/health-to-alerts.ts";
import type { Telemetry } from "./create-telemetry.ts";
import type { OperationScope } from "./operation-scope.ts";
import { publishMetrics } from "./publish-metrics.ts";
import type { RunningServer, ServerStats } from "./server.ts";

export type Parts = Pick<
  Telemetry,
  "config" | "logger" | "metrics" | "tracing" | "health" | "alerts"
>;

/** Starts and stops what runs by itself: the health checks, the watch over the event loop and the server. */
export interface Lifecycle {
  readonly running: boolean;
  /** `host:port`, once listening. */
  readonly address: string;
  /** What the server counts, once there is one. */
  readonly serverStats: ServerStats | undefined;
  start(telemetry: Telemetry, own?: RunningServer): Promise<void>;
  stop(options?: { readonly timeoutMs?: number }): Promise<void>;
}

export function createLifecycle(
  parts: Parts,
  {
    scope,
    listen,
    healthAlerts,
  }: {
    readonly scope: OperationScope;
    readonly listen: boolean;
    readonly healthAlerts: HealthAlerts;
  },
): Lifecycle {
  const { config, logger, metrics, tracing, health, alerts } = parts;
  const { monitoring } = config;
  let running = false;
  let server: RunningServer | undefined;
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;
  let blocks: { close(): Promise<void> } | undefined;

  const start = async (telemetry: Telemetry, own: RunningServer | undefined) => {
    server = own;
    if (monitoring.enabled && listen) {
      // Loaded here, so that a program without a server needs neither.
      const { serveApp } = await import("./server.ts");
      const { serverOptions, telemetryApp } = await import("./hono.ts");
      server = await serveApp(telemetryApp(telemetry), serverOptions(telemetry));
      logger.info({ address: server.address }, "telemetry.listening");
    }
    if (server && !server.loopback && monitoring.authToken === undefined)
      logger.warn(
        { address: server.address },
        "telemetry is reachable from other machines without a token; set monitoring.auth_token",
      );
    try {
      if (monitoring.healthChecksEnabled) health.start();
    } catch (error) {
      // The configuration names checks that are not there: nothing half started stays.
      await server?.close(0);
      server = undefined;
      throw error;
    }
    blocks = await watchBlocks(parts);
    running = true;
  };

  const stop = async (timeoutMs: number) => {
    const end = performance.now() + timeoutMs;
    const left = () => Math.max(0, end - performance.now());
    health.drain();
    // A server that is just being opened must not outlive the stop; that the start failed, its caller knows.
    await starting?.catch(() => {});
    scope.cancel();
    // A quarter is kept back: whatever the operations do, alerts and spans still get their turn.
    await within(scope.idle(), left() * 0.75);
    await blocks?.close();
    healthAlerts.close();
    await alerts.close({ timeoutMs: left() * 0.75 });
    await tracing.close({ timeoutMs: left() * 0.75 });
    // The push keeps its time by itself, and tells so; a disk may hang.
    await within(publishMetrics(parts, Math.min(5000, left() * 0.75)), left() * 0.9);
    // Last, so that probes see what goes on: not ready, but alive.
    // A tenth is kept back: a stream that nobody ends must not make the whole stop late.
    await server?.close(left() * 0.9);
    await health.close({ timeoutMs: left() });
    metrics.close();
    running = false;
    await logger.close();
  };

  return {
    get running() {
      return running;
    },
    get address() {
      return server?.address ?? "";
    },
    get serverStats() {
      return server?.stats();
    },
    async start(telemetry, own) {
      if (stopping) throw new Error("this telemetry was stopped; make a new one to start again");
      // A start that failed may be tried again, for example when the port is free.
      starting ??= start(telemetry, own).catch((error: unknown) => {
        starting = undefined;
        throw error;
      });
      return starting;
    },
    stop({ timeoutMs = 10_000 } = {}) {
      stopping ??= stop(timeoutMs);
      return stopping;
    },
  };
}

/** Whatever prevents it, the program runs without. */
async function watchBlocks(parts: Parts): Promise<{ close(): Promise<void> } | undefined> {
  const thresholdMs = parts.config.monitoring.eventLoopBlockMs;
  if (thresholdMs === 0) return undefined;
  try {
    // Loaded where it is asked for.
    const { reportBlocks } = await import("./bridges/event-loop-blocks.ts");
    return reportBlocks({ ...parts, thresholdMs }, ({ code, message }) =>
      parts.logger.warn({ code }, message),
    );
  } catch (error) {
    parts.logger.warn({ error }, "the event loop is not watched");
    return undefined;
  }
}

async function within(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  const over = new AbortController();
  await Promise.race([work, delay(timeoutMs, undefined, { signal: over.signal }).catch(() => {})]);
  over.abort();
}
