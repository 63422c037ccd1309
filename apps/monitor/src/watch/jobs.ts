import type { Alerts } from "@ettl/alerts";
import type { HealthCheck } from "@ettl/health";
import type * as z from "zod";
import type { ConditionChange } from "../heartbeats/condition.ts";
import { createHeartbeats, type Heartbeats } from "../heartbeats/create-heartbeats.ts";
import type { HeartbeatView } from "../heartbeats/heartbeat-view.ts";
import type { heartbeatsConfig } from "../heartbeats/heartbeats-config.ts";
import type { Ping } from "../heartbeats/ping.ts";
import { type Run, runJson } from "../heartbeats/run.ts";
import type { MonitorStore } from "../state/monitor-store.ts";
import { heartbeatAlerts } from "./heartbeat-alerts.ts";

/** One heartbeat of the configuration, as it is used in code. */
export type HeartbeatConfig = z.output<typeof heartbeatsConfig>[number];

/** What jobs need of the monitor. */
export interface JobsOptions {
  readonly heartbeats: readonly HeartbeatConfig[];
  readonly store: MonitorStore;
  readonly alerts: Alerts;
  readonly now: () => number;
  /** A run began, changed or ended; as the API shows it. */
  readonly onRun: (run: Readonly<Record<string, unknown>>) => void;
  /** What is known of a heartbeat may be another than before. */
  readonly onChange: (name: string) => void;
  readonly onProblem: (problem: { readonly code: string; readonly message: string }) => void;
}

/** The jobs that ping: their engine, kept going, on disk and told of. */
export interface Jobs {
  /** Takes a ping; resolves once it outlives the process, as far as it can. */
  ping(name: string, ping: Ping): Promise<void>;
  view(name: string): HeartbeatView | undefined;
  /** How the monitor's health looks at one. */
  check(name: string): Pick<HealthCheck, "run" | "announced">;
  /** Watches others from now on; those with the same name keep what is known of them. */
  replace(heartbeats: readonly HeartbeatConfig[]): void;
  close(): void;
}

/** Longest time between two looks at the clock: it may be set. */
const longestWaitMs = 1_000;

/** Starts to watch jobs. */
export function createJobs(options: JobsOptions): Jobs {
  const { store, alerts, now, onRun, onChange, onProblem } = options;
  const told = heartbeatAlerts(alerts);
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const make = (
    heartbeats: readonly HeartbeatConfig[],
    restore: { readonly states: Record<string, unknown>; readonly stoppedAt: number } | undefined,
  ): Heartbeats =>
    createHeartbeats({
      heartbeats,
      now,
      ...(restore && { restore }),
      onRun(run) {
        changed.add(run.heartbeat);
        const json = runJson(run);
        store.keepRun({
          id: run.id,
          heartbeat: run.heartbeat,
          atMs: timeOf(run, now()),
          run: json,
        });
        onRun(json);
      },
      onCondition(change) {
        changed.add(change.heartbeat);
        told.tell(change);
      },
      onState: (name) => changed.add(name),
      onProblem,
    });

  /** By then it may no longer be watched. */
  const keep = (name: string) =>
    store.keepHeartbeat(name, () => (names.has(name) ? engine.snapshot(name) : undefined));

  /** Keeps and tells what the engine changed. */
  const flush = () => {
    for (const name of changed) {
      keep(name);
      onChange(name);
    }
    changed.clear();
  };
  const tick = () => {
    engine.tick();
    flush();
    plan();
  };
  const plan = () => {
    clearTimeout(timer);
    if (closed || names.size === 0) return;
    const waitMs = Math.min(Math.max(1, engine.nextDueMs() - now()), longestWaitMs);
    timer = setTimeout(tick, waitMs).unref();
  };
  const agree = () => told.agree([...names].flatMap((name) => raisedOf(engine.view(name))));

  let names = new Set(options.heartbeats.map(({ name }) => name));
  const states: Record<string, unknown> = Object.create(null);
  for (const name of names) {
    const state = store.restored.heartbeat(name);
    if (state !== undefined) states[name] = state;
  }
  let engine = make(options.heartbeats, { states, stoppedAt: store.restored.aliveAtMs ?? now() });
  agree();
  // Since when each is known must outlive the process, too. What is expected of one that is not
  // watched would be missed in its absence.
  for (const name of new Set([...names, ...store.restored.heartbeats])) keep(name);
  plan();

  return {
    async ping(name, ping) {
      engine.ping(name, ping);
      changed.add(name);
      flush();
      plan();
      await store.committed();
    },
    view: (name) => (names.has(name) ? engine.view(name) : undefined),
    check: (name) => ({
      // Its alerts say what is wrong; one more of its component would say it twice.
      announced: false,
      run() {
        const { state, message } = engine.view(name);
        return { status: state, message };
      },
    }),
    replace(heartbeats) {
      const kept: Record<string, unknown> = Object.create(null);
      for (const name of names) kept[name] = engine.snapshot(name);
      names = new Set(heartbeats.map(({ name }) => name));
      engine = make(heartbeats, { states: kept, stoppedAt: now() });
      agree();
      for (const name of new Set([...names, ...Object.keys(kept)])) keep(name);
      plan();
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

function raisedOf({ name, conditions }: HeartbeatView): ConditionChange[] {
  return conditions.map(({ condition, level, message }) => ({
    heartbeat: name,
    condition,
    raised: true,
    message,
    level,
  }));
}

const timeOf = ({ startedAt, expectedAt, endedAt }: Run, nowMs: number) =>
  startedAt ?? endedAt ?? expectedAt ?? nowMs;

/** What is known of a job as JSON: `snake_case`, times as ISO 8601, durations in milliseconds. */
export function jobJson(view: HeartbeatView): Readonly<Record<string, unknown>> {
  const time = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());
  const { band, lastRun, conditions, runningRuns } = view;
  return {
    schedule: view.schedule ?? null,
    period_ms: view.periodMs ?? null,
    timezone: view.timezone,
    late_ms: view.lateMs,
    grace_ms: view.graceMs,
    min_duration_ms: band.minDurationMs ?? null,
    max_duration_ms: band.maxDurationMs,
    known_since: time(view.knownSince),
    expected_at: time(view.expectedAt),
    next_expected_at: time(view.nextExpectedAt),
    last_start_at: time(view.lastStartAt),
    last_good_at: time(view.lastGoodAt),
    last_run: lastRun ? runJson(lastRun) : null,
    running: runningRuns.map((run) => ({
      id: run.id,
      ...(run.rid !== undefined && { rid: run.rid }),
      started_at: time(run.startedAt),
      late: run.late,
    })),
    conditions: conditions.map(({ condition, level, since, message }) => ({
      condition,
      level,
      since: time(since),
      message,
    })),
  };
}
