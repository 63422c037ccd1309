import type { Alerts } from "@ettl/alerts";
import { type Condition, type ConditionChange, conditionNames } from "../heartbeats/condition.ts";

/** How each condition is called in the title of its alert. */
const titles: Readonly<Record<Condition, string>> = {
  late: "Heartbeat late",
  did_not_start: "Heartbeat did not start",
  too_long: "Heartbeat runs too long",
  too_short: "Heartbeat ran too short",
  failed: "Heartbeat failed",
};
const source = "heartbeat";

const identity = (heartbeat: string, condition: Condition) => ({
  title: `${titles[condition]}: ${heartbeat}`,
  source,
  labels: { heartbeat, condition },
});

/** Alerts on what is wrong with jobs: one alert for each condition of each job. */
export interface HeartbeatAlerts {
  tell(change: ConditionChange): void;
  /**
   * Makes the alerts agree with what is raised: what a former process could not tell any more is
   * told, what is no longer so, or no longer watched, is resolved.
   */
  agree(raised: readonly ConditionChange[]): void;
}

/** What fires already is not told again, whoever told it. */
export function heartbeatAlerts(alerts: Alerts): HeartbeatAlerts {
  const raise = ({ heartbeat, condition, message, level }: ConditionChange) => {
    const alert = identity(heartbeat, condition);
    if (alerts.firing(alert).length > 0) return;
    void alerts.send({ ...alert, level, message }, { waitMs: 0 });
  };
  const resolve = (heartbeat: string, condition: Condition, message: string) => {
    void alerts.resolve({ ...identity(heartbeat, condition), message }, { waitMs: 0 });
  };
  return {
    tell(change) {
      if (change.raised) raise(change);
      else resolve(change.heartbeat, change.condition, change.message);
    },
    agree(raised) {
      const wanted = new Set(raised.map(({ heartbeat, condition }) => `${condition} ${heartbeat}`));
      for (const { source: of, labels } of alerts.firing()) {
        const { heartbeat, condition } = labels ?? {};
        const known = conditionNames.find((one) => one === condition);
        if (of !== source || heartbeat === undefined || known === undefined) continue;
        if (!wanted.has(`${known} ${heartbeat}`))
          resolve(heartbeat, known, `${heartbeat} is well, or no longer watched`);
      }
      for (const change of raised) raise(change);
    },
  };
}
