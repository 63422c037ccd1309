import type { Alerts } from "@ettl/alerts";
import type { HealthChange } from "@ettl/health";

/** Raises an alert when a component stops being healthy, and resolves it when it is again. */
export function healthToAlerts(alerts: Alerts) {
  return ({ name, status, formerStatus, critical, component }: HealthChange) => {
    const alert = {
      title: `Health check failing: ${name}`,
      source: "health",
      labels: { component: name },
      message: component.message ?? `${name} is ${status}`,
    };
    if (status === "healthy") {
      void alerts.resolve({ ...alert, message: `${name} is healthy again` }, { waitMs: 0 });
    } else if (status !== "unknown") {
      const level = status === "unhealthy" && critical ? "error" : "warning";
      void alerts.send(
        { ...alert, level, metadata: { status, former_status: formerStatus } },
        { waitMs: 0 },
      );
    }
  };
}
