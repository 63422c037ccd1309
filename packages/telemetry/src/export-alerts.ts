import type { Alerts } from "@ettl/alerts";

/** What is told of exports that succeeded. */
export interface ExportAlertOptions {
  /** Whether a success goes to the history only, is an alert of level info, or neither. */
  readonly success: "history" | "notify" | "off";
  /** From which duration on a success is a warning, in milliseconds; resolved by one that is faster. */
  readonly slowMs: number | undefined;
}

/** Tells of an export that succeeded. */
export function successAlerts(alerts: Alerts, { success, slowMs }: ExportAlertOptions) {
  return (type: string, durationSeconds: number, always: boolean): void => {
    const about = { source: "export", labels: { type } };
    const took = `${durationSeconds.toFixed(1)} s`;
    const metadata = { duration_seconds: durationSeconds };
    const slow = { ...about, title: `Export slow: ${type}` };
    if (slowMs !== undefined && durationSeconds * 1_000 >= slowMs) {
      const message = `took ${took}, expected less than ${slowMs / 1_000} s`;
      void alerts.send({ ...slow, level: "warning", message, metadata }, { waitMs: 0 });
    } else void alerts.resolve({ ...slow, message: `took ${took}` }, { waitMs: 0 });
    if (success === "off" && !always) return;
    const title = `Export succeeded: ${type}`;
    const notify = always || success === "notify";
    void alerts.send(
      { ...about, level: "info", title, message: `finished in ${took}`, metadata },
      { waitMs: 0, notify },
    );
  };
}
