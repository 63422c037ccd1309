import type { Alerts } from "@ettl/alerts";
import type { ProbeConfig } from "../config/probes.ts";
import type { Samples } from "../samples/samples.ts";
import type { MonitorStore } from "../state/monitor-store.ts";
import type { Target } from "../targets/target.ts";
import type { PublicStatus } from "../watch/public-status.ts";
import type { RecentRuns } from "../watch/recent-runs.ts";
import type { Watches } from "../watch/watches.ts";

/** What the API reads and acts on. The maps change when the configuration is read anew. */
export interface MonitorParts {
  readonly now: () => number;
  readonly watches: Watches;
  readonly targets: ReadonlyMap<string, Target>;
  readonly probes: ReadonlyMap<string, ProbeConfig>;
  /** What is known of a job, as JSON; undefined when there is none of that name. */
  readonly job: (name: string) => Readonly<Record<string, unknown>> | undefined;
  readonly store: MonitorStore;
  /** Runs of jobs without their logs, read from the store once. */
  readonly recentRuns: Pick<RecentRuns, "since">;
  /** What anybody may see; asking often costs next to nothing. */
  readonly publicStatus: () => Promise<PublicStatus>;
  readonly samples: Samples;
  /** The monitor's own. */
  readonly alerts: Alerts;
  /** Whether its configuration was read well the last time, and when. */
  readonly reloads: () => Readonly<Record<string, unknown>>;
}
