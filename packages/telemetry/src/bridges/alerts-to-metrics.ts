import type { Alerts, DeliveryEvent } from "@ettl/alerts";
import type { Metrics } from "@ettl/metrics";

/** From a webhook that answers at once to one that is waited for through retries, in seconds. */
const buckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

const outcomes: readonly DeliveryEvent["outcome"][] = [
  "delivered",
  "failed",
  "suppressed",
  "silenced",
  "dropped",
];

const deliveryCounter = (metrics: Metrics) =>
  metrics.counter({
    name: "ettl_alerts_deliveries_total",
    help: "Alerts per channel and what became of them.",
    labelNames: ["channel", "outcome"],
  });

/** Counts what became of each alert, per channel, and how long it took. */
export function deliveriesToMetrics(metrics: Metrics) {
  const deliveries = deliveryCounter(metrics);
  const duration = metrics.histogram({
    name: "ettl_alerts_delivery_duration_seconds",
    help: "Time from an alert's acceptance to its delivery, retries included.",
    labelNames: ["channel"],
    buckets,
  });
  return ({ channel, outcome, durationMs }: DeliveryEvent) => {
    deliveries.inc({ channel, outcome });
    if (outcome === "delivered") duration.observe({ channel }, durationMs / 1_000);
  };
}

/** Reads what waits, fires and is silenced, at each scrape. */
export function alertsToMetrics(metrics: Metrics, alerts: Alerts): void {
  // A counter that began with the first failure would show no growth to `increase()`.
  const deliveries = deliveryCounter(metrics);
  for (const { name } of alerts.stats().channels)
    for (const outcome of outcomes) deliveries.inc({ channel: name, outcome }, 0);
  const queued = metrics.gauge({
    name: "ettl_alerts_queued",
    help: "Alerts that wait for a channel or are on their way.",
    labelNames: ["channel"],
    collect: () => {
      for (const { name, queued: count } of alerts.stats().channels)
        queued.set({ channel: name }, count);
    },
  });
  const firing = metrics.gauge({
    name: "ettl_alerts_firing",
    help: "Alerts that were sent and not resolved.",
    collect: () => {
      firing.set(alerts.stats().firing);
    },
  });
  const silences = metrics.gauge({
    name: "ettl_alerts_silences",
    help: "Silences that are not over.",
    collect: () => {
      silences.set(alerts.stats().silences);
    },
  });
  const retries = metrics.counter({
    name: "ettl_alerts_retries_total",
    help: "Attempts at a channel beyond the first.",
    labelNames: ["channel"],
    collect: () => {
      retries.reset();
      for (const { name, retries: count } of alerts.stats().channels)
        retries.inc({ channel: name }, count);
    },
  });
}
