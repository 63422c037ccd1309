import { setImmediate } from "node:timers/promises";
import type { HealthStatus } from "@ettl/health";
import type { MonitorStore, WatchKind } from "../state/monitor-store.ts";
import { type Day, daysOf } from "./days.ts";
import { madeSeldom } from "./made-seldom.ts";
import { coarseTimes, loudestFirst, type StatusTime, statusTimesOf } from "./status-times.ts";
import { type Uptime, uptimeOf } from "./uptime.ts";
import type { Watches, WatchView } from "./watches.ts";

/** What anybody may know of a watch: nothing that a message says. */
export interface PublicWatch {
  readonly kind: WatchKind;
  readonly name: string;
  readonly status: HealthStatus;
  /** ISO 8601. */
  readonly since: string;
  readonly day: Uptime;
  readonly month: Uptime;
  /** The last thirty, oldest first. */
  readonly days: readonly Day[];
  /** The last 24 hours, oldest first; of many changes within minutes only the worst is left. */
  readonly times: readonly StatusTime[];
}

/** What anybody may see: the watches with `public = true`. */
export interface PublicStatus {
  /** The worst of all. */
  readonly status: HealthStatus;
  /** When this was so, in milliseconds since 1970. */
  readonly atMs: number;
  readonly watches: readonly PublicWatch[];
}

const dayMs = 86_400_000;
/** How many days it reaches back. */
const publicDays = 30;

/** Reads the public status: at most every five seconds, whoever asks. */
export function createPublicStatus({
  watches,
  store,
  now,
}: {
  readonly watches: Pick<Watches, "list">;
  readonly store: Pick<MonitorStore, "transitions">;
  readonly now: () => number;
}): () => Promise<PublicStatus> {
  const shown = async (view: WatchView, atMs: number): Promise<PublicWatch> => {
    const { kind, name, status, since } = view;
    const month = { fromMs: atMs - publicDays * dayMs, toMs: atMs };
    const day = { fromMs: atMs - dayMs, toMs: atMs };
    const times = await statusTimesOf(store, view, month);
    return {
      kind,
      name,
      status,
      since,
      day: uptimeOf(times, day),
      month: uptimeOf(times, month),
      days: daysOf(times, publicDays, atMs),
      times: coarseTimes(times, day),
    };
  };
  return madeSeldom(async () => {
    const atMs = now();
    const list = watches.list().filter((view) => view.public);
    const read: PublicWatch[] = [];
    for (const view of list) {
      read.push(await shown(view, atMs));
      // Thousands of changes of each are read, and all else goes on meanwhile.
      await setImmediate();
    }
    const status = loudestFirst.find((word) => list.some((one) => one.status === word));
    return { status: status ?? "healthy", atMs, watches: read };
  });
}
