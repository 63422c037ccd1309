import type { AlertStore } from "./alert-store.ts";
import type { Limits } from "./alerts-options.ts";
import type { Dispatch } from "./dispatch.ts";
import type { FiringAlerts } from "./firing.ts";
import type { HistoryRow } from "./history.ts";
import type { Ledger } from "./ledger.ts";
import type { Mutes } from "./mutes.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { Silences } from "./silences.ts";

/** Where the state goes. */
export interface RestoredParts {
  readonly limits: Pick<Limits, "historySize" | "recentSize" | "maxFingerprints">;
  readonly now: () => number;
  readonly ledger: Ledger;
  readonly firing: FiringAlerts;
  readonly mutes: Mutes;
  readonly rateLimit: RateLimit;
  readonly silences: Silences;
  readonly dispatch: Dispatch;
}

/** Takes up what a former process left: what it had not delivered is queued again. */
export function restoreState(store: AlertStore, parts: RestoredParts): void {
  const { limits, now, ledger, firing, mutes, rateLimit, silences, dispatch } = parts;
  const state = store.restore({ ...limits, now: now() });
  for (const silence of state.silences) {
    silences.restore(silence);
    if (Date.parse(silence.ends_at) <= Date.now()) store.endSilence(silence.id);
  }
  for (const one of state.firing) {
    firing.restore(one);
    mutes.fires(one.alert);
  }
  for (const row of state.rows) {
    ledger.restore(row);
    arm(row);
  }
  // All of the outbox, whatever the history has in memory.
  let after = 0;
  for (;;) {
    const rows = store.outbox(after, 1_000);
    for (const stored of rows) dispatch.takeUp(ledger.find(stored));
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.sequence;
  }

  /** When exactly it was delivered is not on record; that it was accepted before is. */
  function arm({ alert, deliveries, resolvedAt }: HistoryRow): void {
    if (alert.status !== "firing" || resolvedAt !== undefined) return;
    const agoMs = Math.max(0, Date.now() - Date.parse(alert.timestamp));
    for (const { channel, outcome } of deliveries)
      if (outcome === "delivered")
        rateLimit.arm(alert.fingerprint, alert.level, channel, now() - agoMs);
  }
}
