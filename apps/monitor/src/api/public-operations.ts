import { setImmediate } from "node:timers/promises";
import type { HealthStatus } from "@ettl/health";
import type { WatchKind } from "../state/monitor-store.ts";
import { uptimesOf } from "../watch/uptime.ts";
import type { WatchView } from "../watch/watches.ts";
import { publicAnswer } from "./answers.ts";
import { badge } from "./badge.ts";
import type { MonitorParts } from "./monitor-parts.ts";
import { type Authorize, isAllowed, NotFound, type Operations, parameter } from "./operation.ts";

const dayMs = 86_400_000;
/** For so long the public status is not made anew, and longer where it costs much. */
const freshMs = 5_000;
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
    const [day, month] = await uptimesOf(store, view, [
      { fromMs: toMs - dayMs, toMs },
      { fromMs: toMs - 30 * dayMs, toMs },
    ]);
    return { kind, name, status, since, uptime_24h: day, uptime_30d: month };
  };
  const made = async () => {
    const list = watches.list().filter((view) => view.public);
    const status = worstFirst.find((word) => list.some((one) => one.status === word));
    const entries = [];
    for (const view of list) {
      entries.push(await shown(view));
      // Thousands of changes of each are read, and all else goes on meanwhile.
      await setImmediate();
    }
    return {
      status: status ?? "healthy",
      updated_at: new Date(now()).toISOString(),
      watches: entries,
    };
  };
  // Anybody may ask, so asking often must cost next to nothing.
  let latest: { readonly document: ReturnType<typeof made>; untilMs: number } | undefined;
  const document = () => {
    if (latest && performance.now() < latest.untilMs) return latest.document;
    const beginMs = performance.now();
    const fresh = { document: made(), untilMs: Infinity };
    const keep = () => {
      const endMs = performance.now();
      fresh.untilMs = endMs + Math.max(freshMs, 20 * (endMs - beginMs));
    };
    fresh.document.then(keep, keep);
    latest = fresh;
    return fresh.document;
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
