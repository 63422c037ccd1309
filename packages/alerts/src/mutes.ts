import { createInhibitions, type Inhibition } from "./inhibitions.ts";
import { createMaintenance, type MaintenanceWindow } from "./maintenance.ts";
import type { Matchable } from "./match.ts";
import type { Silences } from "./silences.ts";

/** Why an alert is kept in the history only. */
export interface Mute {
  readonly outcome: "silenced" | "suppressed";
  readonly reason: string;
}

/** What keeps alerts back: silences, maintenance windows and other alerts. */
export interface Mutes {
  /** Whether anything could be kept back at all. */
  readonly any: boolean;
  of(alert: Matchable): Mute | undefined;
  fires(alert: Matchable): void;
  ends(fingerprint: string): void;
}

/** @throws {TypeError} for a window or an inhibition that is none. */
export function createMutes({
  silences,
  maintenance: windows = [],
  inhibitions: rules = [],
}: {
  readonly silences: Silences;
  readonly maintenance?: readonly MaintenanceWindow[] | undefined;
  readonly inhibitions?: readonly Inhibition[] | undefined;
}): Mutes {
  const maintenance = createMaintenance(windows);
  const inhibitions = createInhibitions(rules);
  return {
    get any() {
      return windows.length > 0 || rules.length > 0 || silences.size > 0;
    },
    of(alert) {
      const silence = silences.muting(alert);
      if (silence) return { outcome: "silenced", reason: `silenced: ${silence.reason}` };
      const window = maintenance(alert);
      if (window) return { outcome: "silenced", reason: `maintenance: ${window.reason}` };
      const title = inhibitions.muting(alert);
      if (title !== undefined) return { outcome: "suppressed", reason: `muted by: ${title}` };
      return undefined;
    },
    fires: inhibitions.fires,
    ends: inhibitions.ends,
  };
}
