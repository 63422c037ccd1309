import type { Alert } from "./alert.ts";
import { truncate } from "./truncate.ts";

/** The alerts that were sent and not resolved since. */
export interface FiringAlerts {
  readonly size: number;
  /** Alerts forgotten because there were too many: their resolve will not be told. */
  readonly forgotten: number;
  /** Remembers an alert, without its metadata and with 1,000 characters of its message. */
  add(alert: Alert): void;
  /** Takes an alert out, once. */
  take(fingerprint: string): Alert | undefined;
}

/** Keeps the `capacity` alerts sent last. */
export function createFiringAlerts(capacity: number): FiringAlerts {
  const alerts = new Map<string, Alert>();
  let forgotten = 0;
  return {
    get size() {
      return alerts.size;
    },
    get forgotten() {
      return forgotten;
    },
    add(alert) {
      alerts.delete(alert.fingerprint);
      const { metadata: _, ...rest } = alert;
      alerts.set(alert.fingerprint, { ...rest, message: truncate(alert.message, 1_000) });
      for (const [oldest] of alerts) {
        if (alerts.size <= capacity) break;
        alerts.delete(oldest);
        forgotten += 1;
      }
    },
    take(fingerprint) {
      const alert = alerts.get(fingerprint);
      alerts.delete(fingerprint);
      return alert;
    },
  };
}
