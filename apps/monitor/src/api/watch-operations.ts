import type { Context } from "hono";
import type { WatchKind } from "../state/monitor-store.ts";
import { type Uptime, uptimesOf } from "../watch/uptime.ts";
import type { WatchView } from "../watch/watches.ts";
import {
  heartbeatAnswer,
  probeAnswer,
  runsAnswer,
  samplesAnswer,
  transitionsAnswer,
  watchAnswer,
  watchesAnswer,
} from "./answers.ts";
import type { MonitorParts } from "./monitor-parts.ts";
import { beforeOf, limitOf, NotFound, type Operations, parameter, timeOf } from "./operation.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const pageQuery = {
  limit: "How many, 1 to 1000; 100 by default.",
  before: "The next of a former answer.",
};

/** The addresses that every kind of watch has. */
export function watchOperations(parts: MonitorParts): Record<string, Operations> {
  return {
    ...ofKind(parts, "target", "targets"),
    ...ofKind(parts, "probe", "probes"),
    ...ofKind(parts, "heartbeat", "heartbeats"),
    "/api/probes/:name": {
      GET: {
        summary: "One probe.",
        scope: "read",
        answers: probeAnswer,
        async answer(context) {
          const view = watchOf(parts, "probe", context);
          const type = parts.probes.get(view.name)?.type ?? "http";
          return context.json({ ...view, type, uptime_24h: await lastDay(parts, view) });
        },
      },
    },
    "/api/heartbeats/:name": {
      GET: {
        summary: "One job that pings: its schedule, conditions, next expected time and last run.",
        scope: "read",
        answers: heartbeatAnswer,
        async answer(context) {
          const view = watchOf(parts, "heartbeat", context);
          const job = parts.job(view.name) ?? {};
          return context.json({ ...view, job, uptime_24h: await lastDay(parts, view) });
        },
      },
    },
    "/api/heartbeats/:name/runs": {
      GET: {
        summary: "Runs of a job, newest first, those that did not come too.",
        scope: "read",
        query: pageQuery,
        answers: runsAnswer,
        async answer(context) {
          const { name } = watchOf(parts, "heartbeat", context);
          const { entries, next } = await parts.store.runs(name, pageOf(context));
          return context.json({
            entries: entries.map(({ run }) => run),
            ...(next !== undefined && { next }),
          });
        },
      },
    },
  };
}

/** The share of the last day in which a watch was up. */
export async function lastDay(
  { store, now }: MonitorParts,
  view: WatchView,
): Promise<Uptime | undefined> {
  const [uptime] = await uptimesOf(store, view, [{ fromMs: now() - dayMs, toMs: now() }]);
  return uptime;
}

/** The watch that the path names. @throws {NotFound} */
export function watchOf({ watches }: MonitorParts, kind: WatchKind, context: Context): WatchView {
  const name = parameter(context, "name");
  const view = watches.view(kind, name);
  if (!view) throw new NotFound(`there is no ${kind} of that name`);
  return view;
}

const pageOf = (context: Context) => ({
  limit: limitOf(context, 100, 1_000),
  before: beforeOf(context),
});

function ofKind(parts: MonitorParts, kind: WatchKind, path: string): Record<string, Operations> {
  const { watches, store, samples, now } = parts;
  return {
    [`/api/${path}`]: {
      GET: {
        summary: `Every ${kind} and its status.`,
        scope: "read",
        answers: watchesAnswer,
        answer: (context) => context.json({ watches: watches.list(kind) }),
      },
    },
    [`/api/${path}/:name/history`]: {
      GET: {
        summary: `Changes of the status of a ${kind}, newest first.`,
        scope: "read",
        query: pageQuery,
        answers: transitionsAnswer,
        async answer(context) {
          const { name } = watchOf(parts, kind, context);
          const { entries, next } = await store.transitions(kind, name, pageOf(context));
          return context.json({
            entries: entries.map(({ sinceMs, status, former, message }) => ({
              at: new Date(sinceMs).toISOString(),
              status,
              former,
              ...(message !== undefined && { message }),
            })),
            ...(next !== undefined && { next }),
          });
        },
      },
    },
    [`/api/${path}/:name/samples`]: {
      GET: {
        summary: `Names of the samples of a ${kind}, and the points of those that are asked for.`,
        scope: "read",
        query: {
          metric: "Names with commas between them; none: only the names there are.",
          from: "A time; an hour ago by default.",
          to: "A time; now by default.",
        },
        answers: samplesAnswer,
        answer(context) {
          const { name } = watchOf(parts, kind, context);
          const watch = `${kind} ${name}`;
          const metrics = samples.metrics(watch);
          const asked = (context.req.query("metric") ?? "").split(",").filter(Boolean).slice(0, 20);
          if (asked.length === 0) return context.json({ metrics });
          const toMs = timeOf(context, "to", now());
          const span = { fromMs: timeOf(context, "from", toMs - hourMs), toMs };
          const series = asked.map((metric) => samples.query(watch, metric, span));
          return context.json({ metrics, series });
        },
      },
    },
    ...(kind !== "heartbeat" && {
      [`/api/${path}/:name/check`]: {
        POST: {
          summary: `Looks at a ${kind} now, and answers what it found.`,
          scope: "operate" as const,
          answers: watchAnswer,
          async answer(context: Context) {
            const { name } = watchOf(parts, kind, context);
            await watches.refresh(kind, name);
            return context.json(watches.view(kind, name) ?? {});
          },
        },
      },
    }),
  };
}
