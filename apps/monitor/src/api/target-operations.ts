import type { Context } from "hono";
import * as z from "zod";
import type { HttpAnswer } from "../targets/call-http.ts";
import type { Target } from "../targets/target.ts";
import { alertsAnswer, channelTestAnswer, targetAnswer } from "./answers.ts";
import type { MonitorParts } from "./monitor-parts.ts";
import { NotFound, type Operation, type Operations, parameter } from "./operation.ts";
import { askMs, tellTarget } from "./tell-target.ts";
import { lastDay, watchOf } from "./watch-operations.ts";

/** A target tests a channel for 30 s at most; with the way there and back. */
const testMs = 35_000;
const maxBodyBytes = 65_536;

/** What a target can be asked and told through the monitor. */
export function targetOperations(parts: MonitorParts): Record<string, Operations> {
  const targetOf = (context: Context): Target => {
    const target = parts.targets.get(parameter(context, "name"));
    if (!target) throw new NotFound("there is no target of that name");
    return target;
  };

  /** Hands a request on to one of the target's routes. */
  const passedOn = (
    path: string,
    { summary, query }: { readonly summary: string; readonly query: Record<string, string> },
  ): Operation => ({
    summary,
    scope: "read",
    query,
    async answer(context) {
      const asked = new URLSearchParams();
      for (const [name, value] of Object.entries(context.req.query()))
        if (Object.hasOwn(query, name)) asked.set(name, value);
      const search = asked.size > 0 ? `?${asked}` : "";
      const signal = AbortSignal.timeout(askMs);
      return relayed(await targetOf(context).ask(`${path}${search}`, { signal }));
    },
  });

  /** Tells the target's own alerter, and looks at it again. */
  const told = async (
    context: Context,
    method: "POST" | "DELETE",
    path: string,
    more: { readonly body?: string; readonly waitMs?: number } = {},
  ) => {
    const target = targetOf(context);
    const answer = await tellTarget(target, { method, path, ...more });
    void parts.watches.refresh("target", target.config.name);
    return relayed(answer);
  };

  return {
    "/api/targets/:name": {
      GET: {
        summary: "One target: its status, what it tells of itself, and the alerts that it fires.",
        scope: "read",
        answers: targetAnswer,
        async answer(context) {
          const view = watchOf(parts, "target", context);
          const { origin, status, alerts, config } = targetOf(context);
          return context.json({
            ...view,
            origin,
            telemetry: status !== undefined,
            can_operate: config.token !== undefined,
            status_answer: status ?? null,
            firing: alerts.firing,
            uptime_24h: await lastDay(parts, view),
          });
        },
      },
    },
    "/api/targets/:name/alerts": {
      GET: {
        summary: "The alerts of a target with their ledgers, as it tells them itself.",
        scope: "read",
        answers: alertsAnswer,
        answer(context) {
          const { alerts, config } = targetOf(context);
          const of = (entries: readonly object[]) =>
            entries.map((entry) => ({ ...entry, process: config.name }));
          return context.json({
            firing: of(alerts.firing),
            history: of(alerts.history),
            silences: of(alerts.silences),
            ...(alerts.readAtMs !== undefined && {
              read_at: new Date(alerts.readAtMs).toISOString(),
            }),
          });
        },
      },
    },
    "/api/targets/:name/silences": {
      POST: {
        summary: "Passes a silence on to the target.",
        scope: "operate",
        body: z.looseObject({ reason: z.string(), ends_at: z.string() }),
        async answer(context) {
          return told(context, "POST", "/alerts/silences", { body: await jsonText(context) });
        },
      },
    },
    "/api/targets/:name/silences/:id": {
      DELETE: {
        summary: "Ends a silence of the target.",
        scope: "operate",
        answer: (context) =>
          told(
            context,
            "DELETE",
            `/alerts/silences/${encodeURIComponent(parameter(context, "id"))}`,
          ),
      },
    },
    "/api/targets/:name/channels/:channel/test": {
      POST: {
        summary:
          "Has the target send a test alert and its resolve by one of its channels; waits up to 35 s.",
        scope: "operate",
        answers: channelTestAnswer,
        answer: (context) =>
          told(
            context,
            "POST",
            `/alerts/channels/${encodeURIComponent(parameter(context, "channel"))}/test`,
            { waitMs: testMs },
          ),
      },
    },
    "/api/targets/:name/logs": {
      GET: passedOn("/telemetry/logs", {
        summary: "The last log lines of a target, redacted, as NDJSON.",
        query: {
          level: "This level and worse.",
          correlation_id: "Only lines with it.",
          since: "A time.",
        },
      }),
    },
    "/api/targets/:name/traces": {
      GET: passedOn("/telemetry/traces", {
        summary: "The last traces of a target, as OTLP JSON.",
        query: {
          limit: "How many, 1 to 1000; 20 by default.",
          trace_id: "Only this one.",
          correlation_id: "Only those with it.",
          since: "A time.",
        },
      }),
    },
    "/api/targets/:name/health": {
      GET: passedOn("/health", { summary: "The health of a target, asked now.", query: {} }),
    },
  };
}

/** What a target answered, with nothing of it but status, type and body. */
function relayed({ status, contentType, body }: HttpAnswer): Response {
  if (status === 204) return new Response(null, { status });
  // A target that wants another token is a fault of the configuration, not of who asks.
  if (status === 401 || status === 403)
    return Response.json(
      { error: "bad gateway", message: `the target refused (${status}): check its token` },
      { status: 502 },
    );
  const isJson = /^application\/(json|x-ndjson)\b/.test(contentType);
  return new Response(new Uint8Array(body), {
    status: status >= 200 && status <= 599 ? status : 502,
    // Nothing of a target may become a page of the monitor's.
    headers: {
      "Content-Type": isJson ? contentType : "text/plain; charset=utf-8",
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "no-store",
    },
  });
}

async function jsonText(context: Context): Promise<string> {
  const text = await context.req.text();
  if (text.length > maxBodyBytes) throw new RangeError("expected at most 64 KiB of JSON");
  try {
    JSON.parse(text);
  } catch {
    throw new TypeError("expected JSON");
  }
  return text;
}
