import type { HealthStatus } from "@ettl/health";
import type { WatchKind } from "../state/monitor-store.ts";
import { uptimeOf } from "../watch/uptime.ts";
import type { WatchView } from "../watch/watches.ts";
import { publicAnswer } from "./answers.ts";
import { badge } from "./badge.ts";
import type { MonitorParts } from "./monitor-parts.ts";
import { type Authorize, isAllowed, NotFound, type Operations, parameter } from "./operation.ts";

const dayMs = 86_400_000;
const kinds: Readonly<Record<string, WatchKind>> = {
  targets: "target",
  probes: "probe",
  heartbeats: "heartbeat",
};
const worstFirst: readonly HealthStatus[] = ["unhealthy", "unknown", "degraded", "healthy"];

/** What anybody may see: only watches with `public = true`, and of them no message. */
export function publicOperations(
  parts: MonitorParts,
  authorize: Authorize,
): Record<string, Operations> {
  const { watches, store, now } = parts;
  const shown = async (view: WatchView) => {
    const { kind, name, status, since } = view;
    const toMs = now();
    return {
      kind,
      name,
      status,
      since,
      uptime_24h: await uptimeOf(store, view, { fromMs: toMs - dayMs, toMs }),
      uptime_30d: await uptimeOf(store, view, { fromMs: toMs - 30 * dayMs, toMs }),
    };
  };
  const made = async () => {
    const list = watches.list().filter((view) => view.public);
    const status = worstFirst.find((word) => list.some((one) => one.status === word));
    return {
      status: status ?? "healthy",
      updated_at: new Date(now()).toISOString(),
      watches: await Promise.all(list.map(shown)),
    };
  };
  // Anybody may ask, so asking often must cost nothing.
  let latest: { readonly atMs: number; readonly document: ReturnType<typeof made> } | undefined;
  const document = () => {
    if (!latest || Math.abs(now() - latest.atMs) > 5_000)
      latest = { atMs: now(), document: made() };
    return latest.document;
  };
  return {
    "/status.json": {
      GET: {
        summary: "The public status: what is marked as public, with its uptime.",
        scope: "open",
        answers: publicAnswer,
        answer: async (context) =>
          context.json(await document(), 200, { "Cache-Control": "public, max-age=5" }),
      },
    },
    "/badges/:kind/:file": {
      GET: {
        summary:
          "A badge (SVG): /badges/targets/<name>.svg; of what is not public with a token only.",
        scope: "open",
        type: "image/svg+xml",
        answer(context) {
          const kind = kinds[parameter(context, "kind")];
          const file = parameter(context, "file");
          const name = file.endsWith(".svg") ? file.slice(0, -4) : undefined;
          const view =
            kind === undefined || name === undefined ? undefined : watches.view(kind, name);
          // Who may not see it does not learn that it is there.
          if (!view || !(view.public || isAllowed(authorize, context.req.raw, "read")))
            throw new NotFound("there is no such badge");
          return context.body(badge(view.name, view.status), 200, {
            "Content-Type": "image/svg+xml; charset=utf-8",
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "max-age=30",
          });
        },
      },
    },
  };
}
