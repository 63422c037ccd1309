import type { Child } from "hono/jsx";
import type { Target } from "../../targets/target.ts";
import type { Uptime } from "../../watch/uptime.ts";
import type { WatchView } from "../../watch/watches.ts";
import type { PageContext } from "../page-context.ts";
import { UptimeText } from "../sheet/figures.tsx";
import { shownText } from "../shown-text.ts";
import { Age, Ago } from "../time.tsx";
import { textOf } from "./json-record.ts";

/** What is known of the program itself, as far as it tells it. */
export const Facts = ({
  context,
  view,
  target,
  uptime,
}: {
  readonly context: PageContext;
  readonly view: WatchView;
  readonly target: Target;
  readonly uptime: Uptime | undefined;
}) => {
  const { nowMs, range } = context;
  const { status, statusAtMs, isStatusCurrent, origin } = target;
  const lookedMs = view.last_checked === undefined ? undefined : Date.parse(view.last_checked);
  const upSeconds = status?.uptime_seconds;
  const process = processText(status);
  const facts: readonly (readonly [string, Child | undefined])[] = [
    ["Version", shortText(status?.service_version)],
    [
      "Up",
      // Of one that does not answer nobody knows whether it is up.
      isStatusCurrent && typeof upSeconds === "number" && statusAtMs !== undefined ? (
        <Age ms={beginMs(statusAtMs, upSeconds)} nowMs={nowMs} />
      ) : undefined,
    ],
    [`Healthy, ${range.word}`, <UptimeText uptime={uptime} ofMs={range.lengthMs} />],
    ["Service", shortText(status?.service_name)],
    ["Process", process],
    ["Node", shortText(status?.node_version)],
    ["Environment", shortText(status?.environment)],
    ["Address", origin],
    ["Last report", statusAtMs === undefined ? undefined : <Ago ms={statusAtMs} nowMs={nowMs} />],
    ["Last look", lookedMs === undefined ? "not yet" : <Ago ms={lookedMs} nowMs={nowMs} />],
  ];
  return (
    <dl class="facts" id="facts" data-part>
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
};

/** Whatever a program says of itself, it is a time that there is. */
function beginMs(atMs: number, upSeconds: number): number {
  return Math.max(0, atMs - Math.max(0, upSeconds) * 1_000);
}

function shortText(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : shownText(text, 100);
}

/** `pid 4127 on nas-01`; a target that tells neither has none. */
function processText(status: Target["status"]): string | undefined {
  const pid = typeof status?.pid === "number" ? `pid ${status.pid}` : undefined;
  const host = shortText(status?.host);
  const parts = [pid, host === undefined ? undefined : `on ${host}`];
  return parts.filter(Boolean).join(" ") || undefined;
}
