import type { HealthStatus } from "@ettl/health";
import { alertsAnswer, overviewAnswer, watchesAnswer } from "./answers.ts";
import type { MonitorParts } from "./monitor-parts.ts";
import { limitOf, type Operations } from "./operation.ts";

const worstFirst: readonly HealthStatus[] = ["unhealthy", "unknown", "degraded", "healthy"];

type Entry = Readonly<Record<string, unknown>>;

/** What goes over all watches and processes. */
export function overviewOperations(parts: MonitorParts): Record<string, Operations> {
  const { watches, alerts, targets, now, reloads } = parts;
  return {
    "/api/overview": {
      GET: {
        summary: "How everything is: counts by kind and status, what fires, every watch.",
        scope: "read",
        answers: overviewAnswer,
        answer(context) {
          const list = watches.list();
          const none = { healthy: 0, degraded: 0, unhealthy: 0, unknown: 0 };
          const counts = { target: { ...none }, probe: { ...none }, heartbeat: { ...none } };
          for (const { kind, status } of list) counts[kind][status] += 1;
          const status = worstFirst.find((word) => list.some((one) => one.status === word));
          return context.json({
            at: new Date(now()).toISOString(),
            status: status ?? "healthy",
            counts,
            firing: firingOf(parts),
            watches: list,
          });
        },
      },
    },
    "/api/watches": {
      GET: {
        summary: "Every target, probe and heartbeat and its status.",
        scope: "read",
        query: { status: "Only those with it: healthy, degraded, unhealthy or unknown." },
        answers: watchesAnswer,
        answer(context) {
          const status = context.req.query("status") || undefined;
          if (status !== undefined && !worstFirst.some((word) => word === status))
            throw new RangeError(`status: expected one of ${worstFirst.join(", ")}`);
          const list = watches.list();
          return context.json({
            watches: status === undefined ? list : list.filter((one) => one.status === status),
          });
        },
      },
    },
    "/api/alerts": {
      GET: {
        summary: "Alerts of the monitor and of every target, each with who was told.",
        scope: "read",
        query: { limit: "Entries of the history, 1 to 1000; 100 by default." },
        answers: alertsAnswer,
        async answer(context) {
          const limit = limitOf(context, 100, 1_000);
          const own = await alerts.history({ limit });
          const histories = [
            ...named("monitor", own.alerts),
            ...[...targets.values()].flatMap((target) =>
              named(target.config.name, target.alerts.history),
            ),
          ];
          const byTime = histories.sort((a, b) => (timestamp(a) < timestamp(b) ? 1 : -1));
          return context.json({
            firing: firingOf(parts),
            history: byTime.slice(0, limit),
            silences: [
              ...named("monitor", alerts.silences()),
              ...[...targets.values()].flatMap((target) =>
                named(target.config.name, target.alerts.silences),
              ),
            ],
          });
        },
      },
    },
    "/api/configuration": {
      GET: {
        summary: "Whether the configuration was read well the last time, when, and what was wrong.",
        scope: "read",
        answer: (context) => context.json(reloads()),
      },
    },
  };
}

function firingOf({ alerts, targets }: MonitorParts): object[] {
  return [
    ...named("monitor", alerts.firing()),
    ...[...targets.values()].flatMap((target) => named(target.config.name, target.alerts.firing)),
  ];
}

const named = (process: string, entries: readonly object[]): Entry[] =>
  entries.map((entry) => ({ ...entry, process }));

const timestamp = ({ timestamp: at }: Entry) => (typeof at === "string" ? at : "");
