import type { SamplePoint } from "../../samples/samples.ts";
import { type Uptime, uptimesOf } from "../../watch/uptime.ts";
import type { WatchView } from "../../watch/watches.ts";
import type { PageContext } from "../page-context.ts";
import { type Segment, segmentsOf } from "../strip/segments.ts";
import type { TimeAxis } from "../strip/time-axis.ts";
import { quantile } from "./figures.tsx";
import { subjectOf } from "./subject.ts";

/** What a target's or probe's row shows over time. */
export interface WatchRow {
  readonly view: WatchView;
  readonly subject: string;
  readonly segments: readonly Segment[];
  /** Durations of the looks, in seconds. */
  readonly points: readonly SamplePoint[];
  readonly p95Seconds: number | undefined;
  readonly uptime: Uptime | undefined;
}

/** More changes than can be told apart in a strip. */
const mostTransitions = 1_000;

/** Reads what is known of a watch over the time of the axis. */
export async function watchRow(
  { parts: { store, samples } }: PageContext,
  view: WatchView,
  axis: TimeAxis,
): Promise<WatchRow> {
  const { kind, name } = view;
  const subject = subjectOf(kind, name);
  const span = { fromMs: axis.fromMs, toMs: axis.nowMs };
  const { entries } = await store.transitions(kind, name, { limit: mostTransitions });
  const { points } = samples.query(subject, "check_duration_seconds", span);
  const [uptime] = await uptimesOf(store, view, [span]);
  const isFresh = view.status !== "unknown";
  return {
    view,
    subject,
    segments: segmentsOf(entries, view, span),
    points,
    p95Seconds: isFresh ? quantile(points, 0.95) : undefined,
    uptime,
  };
}

/** The reason in a row, short; the whole of it is on the page of the watch. */
export function shortReason({ message, status }: WatchView): string {
  if (message === undefined) return status === "unknown" ? "not looked at yet" : "";
  // What begins every message of a look says nothing here.
  return message
    .replace(/^(no answer) from https?:\/\/[^ ]+: /, "$1: ")
    .replace(
      /^(\d{3}) from https?:\/\/[^ :]+(?::\d+)?(?:, which reports \w+)?(?:: )?/,
      (_, code) => (code === "200" ? "" : `${code} `),
    )
    .slice(0, 300);
}
