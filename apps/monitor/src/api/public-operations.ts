import type { WatchKind } from "../state/monitor-store.ts";
import { dayDate, dayUptime } from "../watch/days.ts";
import type { PublicStatus } from "../watch/public-status.ts";
import { publicAnswer } from "./answers.ts";
import { badge } from "./badge.ts";
import type { MonitorParts } from "./monitor-parts.ts";
import { type Authorize, isAllowed, NotFound, type Operations, parameter } from "./operation.ts";

const kinds: Readonly<Record<string, WatchKind>> = {
  targets: "target",
  probes: "probe",
  heartbeats: "heartbeat",
};

/** What anybody may see: only watches with `public = true`, and of them no message. */
export function publicOperations(
  parts: MonitorParts,
  authorize: Authorize,
): Record<string, Operations> {
  const { watches, publicStatus } = parts;
  let latest: { readonly of: PublicStatus; readonly text: string } | undefined;
  const document = async () => {
    const of = await publicStatus();
    if (latest?.of !== of) latest = { of, text: JSON.stringify(documentOf(of)) };
    return latest.text;
  };
  return {
    "/status.json": {
      GET: {
        summary: "The public status: what is marked as public, with its uptime.",
        scope: "open",
        answers: publicAnswer,
        answer: async (context) =>
          context.body(await document(), 200, {
            "Content-Type": "application/json",
            "Cache-Control": "public, max-age=5",
          }),
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

function documentOf({ status, atMs, watches }: PublicStatus) {
  return {
    status,
    updated_at: new Date(atMs).toISOString(),
    watches: watches.map(({ kind, name, status: own, since, day, month, days }) => ({
      kind,
      name,
      status: own,
      since,
      uptime_24h: day,
      uptime_30d: month,
      days: days.map((one) => ({ date: dayDate(one), uptime: dayUptime(one) })),
    })),
  };
}
