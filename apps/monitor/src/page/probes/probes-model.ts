import { matches } from "@ettl/alerts";
import { NotFound } from "../../api/operation.ts";
import type { ProbeConfig } from "../../config/probes.ts";
import type { Transition } from "../../state/monitor-store.ts";
import type { WatchView } from "../../watch/watches.ts";
import { type PageContext, queryOf } from "../page-context.ts";
import { certificateEndMs, certificateWarnDays } from "../sheet/probe-rows.tsx";
import { shownRows } from "../sheet/shown-rows.ts";
import { type WatchRow, watchRow } from "../sheet/watch-row.ts";
import type { TimeAxis } from "../strip/time-axis.ts";
import { probeHost, warnDays } from "./probe-settings.ts";

/** A certificate that a probe saw. */
export interface CertificateRow {
  readonly view: WatchView;
  readonly host: string;
  readonly endMs: number;
  /** Whole days, below 0 once it is over. */
  readonly daysLeft: number;
  readonly warnDays: number;
  /** What is said of it by an alert of this probe; undefined: none fires. */
  readonly alert: { readonly fingerprint: string; readonly silencedUntilMs?: number } | undefined;
}

/** The probe that is looked at. */
export interface ProbeDetail {
  readonly row: WatchRow;
  readonly config: ProbeConfig | undefined;
  /** Newest first. */
  readonly changes: readonly Transition[];
  readonly hasMore: boolean;
}

/** What the page of probes shows. */
export interface ProbesModel {
  readonly count: number;
  /** Of each status that is not healthy, how many. */
  readonly unwell: Readonly<Partial<Record<WatchView["status"], number>>>;
  readonly rows: readonly WatchRow[];
  /** Healthy rows that are not shown, for there are too many. */
  readonly leftOut: number;
  /** Soonest first. */
  readonly certificates: readonly CertificateRow[];
  readonly endingSoon: number;
  readonly chosen: ProbeDetail | undefined;
}

const mostChanges = 20;
const dayMs = 86_400_000;

/**
 * Reads all probes, the worst first.
 *
 * @throws {NotFound} for `?probe=` of a name that is none.
 */
export async function probesModel(context: PageContext, axis: TimeAxis): Promise<ProbesModel> {
  const { parts } = context;
  const views = parts.watches.list("probe");
  const unwell: Partial<Record<WatchView["status"], number>> = {};
  for (const { status } of views)
    if (status !== "healthy") unwell[status] = (unwell[status] ?? 0) + 1;
  const rows: WatchRow[] = [];
  const shown = shownRows(context, views, queryOf(context, "probe"));
  for (const view of shown.views) rows.push(await watchRow(context, view, axis));
  const certificates = views
    .flatMap((view) => certificateOf(context, view))
    .sort((a, b) => a.endMs - b.endMs);
  return {
    count: views.length,
    unwell,
    rows,
    leftOut: shown.leftOut,
    certificates,
    endingSoon: certificates.filter(({ daysLeft }) => daysLeft <= certificateWarnDays).length,
    chosen: await chosenOf(context, axis),
  };
}

async function chosenOf(context: PageContext, axis: TimeAxis): Promise<ProbeDetail | undefined> {
  const name = queryOf(context, "probe");
  if (name === undefined) return undefined;
  const { watches, probes, store } = context.parts;
  const view = watches.view("probe", name);
  if (!view) throw new NotFound("there is no probe of that name");
  const changes = await store.transitions("probe", name, { limit: mostChanges });
  return {
    row: await watchRow(context, view, axis),
    config: probes.get(name),
    changes: changes.entries,
    hasMore: changes.next !== undefined,
  };
}

function certificateOf({ parts, nowMs }: PageContext, view: WatchView): CertificateRow[] {
  const endMs = certificateEndMs(view);
  if (endMs === undefined) return [];
  const config = parts.probes.get(view.name);
  return [
    {
      view,
      host: config === undefined ? view.name : probeHost(config),
      endMs,
      daysLeft: Math.floor((endMs - nowMs) / dayMs),
      warnDays: warnDays(config),
      alert: alertOf(parts.alerts, view),
    },
  ];
}

/** The alert of the monitor's own health that this probe raised. */
function alertOf(
  alerts: PageContext["parts"]["alerts"],
  { name }: WatchView,
): CertificateRow["alert"] {
  const firing = alerts.firing().find(({ labels }) => labels?.component === `probe:${name}`);
  if (firing === undefined) return undefined;
  const { fingerprint, muted } = firing;
  const silence = muted
    ? alerts.silences().find((one) => matches("silence", one)(firing))
    : undefined;
  return {
    fingerprint,
    ...(silence !== undefined && { silencedUntilMs: Date.parse(silence.ends_at) }),
  };
}
