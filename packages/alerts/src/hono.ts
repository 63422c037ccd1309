import { type Context, Hono } from "hono";
import type { Alerts } from "./alerts.ts";
import { channelAnswer, channelTestAnswer } from "./channel-answers.ts";
import { ChannelTestUnderWay } from "./channel-test.ts";
import { takeFromAlertmanager } from "./from-alertmanager.ts";
import type { HistoryQuery } from "./history.ts";
import { jsonBody, RefusedBody } from "./json-body.ts";
import { silenceRequest } from "./silence-request.ts";

/** Options of `alertRoutes`. */
export interface AlertRoutesOptions {
  /**
   * Whether a request may go on; `read` sees alerts and silences, `operate` makes and ends silences,
   * tests channels and hands over alerts. Without it every request may read and none may operate.
   *
   * Anything but `true`, a throw or a promise too, answers 401.
   */
  readonly authorize?: ((request: Request, scope: "read" | "operate") => boolean) | undefined;
}

/** Longest wait for a test of a channel, in milliseconds: a person waits, and so do proxies. */
const testWaitMs = 30_000;

type Answer = (context: Context) => Promise<Response> | Response;

/**
 * Serves the alerts as JSON:
 * - `GET /alerts/history`, alias `/alerts`: newest first, filtered by `level`, `source`, `status`,
 *   `fingerprint`, `since`, `limit` and `cursor`
 * - `GET /alerts/firing`: what is not resolved
 * - `GET /alerts/channels`: how each channel does; `POST /alerts/channels/:name/test` sends a test alert
 *   and its resolve by one, and answers after 30 s at the latest
 * - `GET`, `POST /alerts/silences` and `DELETE /alerts/silences/:id`
 * - `POST /api/alertmanager`: takes over what Prometheus Alertmanager sends to a webhook receiver
 */
export function alertRoutes(alerts: Alerts, { authorize }: AlertRoutesOptions = {}): Hono {
  const app = new Hono();

  const route = (path: string, methods: Readonly<Record<string, Answer>>) => {
    for (const [method, answer] of Object.entries(methods))
      app.on(method, path, (context) => {
        context.header("cache-control", "no-store");
        const scope = method === "GET" ? "read" : "operate";
        if (!isAuthorized(context.req.raw, scope)) return unauthorized(context, scope);
        if (scope === "operate" && isForeign(context.req.raw))
          return context.json(
            { error: "forbidden", message: "the request is another site's" },
            403,
          );
        return checked(context, answer);
      });
    const allow = Object.keys(methods).flatMap((one) => (one === "GET" ? ["GET", "HEAD"] : [one]));
    app.all(path, (context) => {
      context.header("allow", allow.join(", "));
      return context.json({ error: "method not allowed" }, 405);
    });
  };

  // What throws or promises has not said yes.
  const isAuthorized = (request: Request, scope: "read" | "operate") => {
    try {
      return authorize === undefined ? scope === "read" : authorize(request, scope) === true;
    } catch {
      return false;
    }
  };

  const history: Answer = async (context) => {
    const { alerts: entries, nextCursor } = await alerts.history(queryOf(context));
    return context.json({ alerts: entries, ...(nextCursor && { next_cursor: nextCursor }) });
  };
  for (const path of ["/alerts/history", "/alerts"]) route(path, { GET: history });
  route("/alerts/firing", { GET: (context) => context.json({ alerts: alerts.firing() }) });
  route("/alerts/channels", {
    GET: (context) => context.json({ channels: alerts.stats().channels.map(channelAnswer) }),
  });
  route("/alerts/channels/:name/test", {
    POST: async (context) => {
      const name = context.req.param("name") ?? "";
      const known = alerts.stats().channels.map((channel) => channel.name);
      if (!known.includes(name)) {
        const message = `no channel has that name; ${known.length > 0 ? `expected ${known.join(", ")}` : "there is none"}`;
        return context.json({ error: "not found", message }, 404);
      }
      return context.json(
        channelTestAnswer(await alerts.testChannel(name, { waitMs: testWaitMs })),
      );
    },
  });
  route("/alerts/silences", {
    GET: (context) => context.json({ silences: alerts.silences() }),
    POST: async (context) => {
      const input = silenceRequest(await jsonBody(context.req.raw));
      return context.json(await alerts.silence(input), 201);
    },
  });
  route("/alerts/silences/:id", {
    DELETE: async (context) =>
      (await alerts.endSilence(context.req.param("id") ?? ""))
        ? context.body(null, 204)
        : context.json({ error: "not found" }, 404),
  });
  route("/api/alertmanager", {
    POST: async (context) =>
      context.json(await takeFromAlertmanager(alerts, await jsonBody(context.req.raw))),
  });
  return app;
}

/** Bad input is the caller's to know about; anything else is the app's. */
async function checked(context: Context, answer: Answer): Promise<Response> {
  try {
    return await answer(context);
  } catch (error) {
    if (error instanceof RefusedBody)
      return context.json({ error: "bad request", message: error.message }, error.status);
    if (error instanceof ChannelTestUnderWay)
      return context.json({ error: "conflict", message: error.message }, 409);
    if (error instanceof RangeError || error instanceof TypeError)
      return context.json({ error: "bad request", message: error.message }, 400);
    throw error;
  }
}

function unauthorized(context: Context, scope: "read" | "operate"): Response {
  context.header("www-authenticate", "Bearer");
  const message = scope === "operate" ? { message: "this needs a token that may operate" } : {};
  return context.json({ error: "unauthorized", ...message }, 401);
}

/** Whether a browser says that another site's page made the request. */
function isForeign(request: Request): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return false;
  return !URL.canParse(origin) || new URL(origin).host !== request.headers.get("host");
}

/** The filters as given; `history` checks them. An empty one is none. */
function queryOf(context: Context): HistoryQuery {
  const { level, source, status, fingerprint, since, limit, cursor } = context.req.query();
  return {
    level: (level || undefined) as HistoryQuery["level"],
    source: source || undefined,
    status: (status || undefined) as HistoryQuery["status"],
    fingerprint: fingerprint || undefined,
    since: since || undefined,
    limit: limit ? (/^\d+$/.test(limit) ? Number(limit) : Number.NaN) : undefined,
    cursor: cursor || undefined,
  };
}
