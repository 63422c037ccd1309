import type { DashboardOf } from "../dashboard.ts";
import { monitor } from "../expressions/monitor.ts";
import { programs } from "../expressions/programs.ts";
import { telemetry } from "../expressions/telemetry.ts";

export const alerts: DashboardOf = {
  uid: "ettl-alerts",
  title: "ettl alerts",
  description: "What fires, who was told, what does the monitor see, and does it look in time?",
  sections: [
    {
      title: "Firing",
      panels: [
        {
          title: "Alerts of Prometheus",
          as: "table",
          width: 12,
          asks: [telemetry.prometheusFiring],
        },
        { title: "Alerts of our programs", width: 6, asks: [telemetry.firing] },
        { title: "Silences", width: 6, asks: [telemetry.silences] },
      ],
    },
    {
      title: "Deliveries",
      panels: [
        {
          title: "By channel and outcome",
          as: "table",
          window: "$__range",
          asks: [telemetry.deliveries],
        },
        { title: "Time to delivery, 95th percentile", asks: [telemetry.deliveryDuration] },
        { title: "Waiting", asks: [telemetry.queued] },
        {
          title: "Attempts beyond the first",
          as: "table",
          window: "$__range",
          asks: [telemetry.retries],
        },
        { title: "Lost in half an hour", window: "30m", asks: [telemetry.deliveriesLost] },
        { title: "Components that are not well", as: "states", asks: [programs.components] },
      ],
    },
    {
      title: "What the monitor watches",
      panels: [
        { title: "Watches", as: "states", width: 12, asks: [monitor.watchUp] },
        { title: "Since the last change", width: 6, as: "table", asks: [monitor.sinceChange] },
        { title: "Unknown for", width: 6, as: "table", asks: [monitor.watchUnknown] },
        { title: "Duration of looks", asks: [monitor.checkDuration] },
        { title: "Delay of looks", asks: [monitor.scheduleDelay] },
        { title: "Looks left out", as: "bars", asks: [monitor.skippedLooks] },
      ],
    },
    {
      title: "Jobs",
      panels: [
        { title: "Runs by outcome", as: "table", window: "$__range", asks: [monitor.runs] },
        { title: "Bad runs of the last hour", window: "1h", asks: [monitor.badRuns] },
        { title: "Duration of the last run", asks: [monitor.lastRunDuration] },
        { title: "Pings", asks: [monitor.pings], stacked: true },
        { title: "Pushes", asks: [monitor.pushes], as: "bars" },
        { title: "Pushes refused", asks: [monitor.pushesRefused], as: "bars" },
      ],
    },
    {
      title: "The monitor itself",
      panels: [
        { title: "Clients of the live feed", width: 6, asks: [monitor.liveClients] },
        { title: "Clients parted with", width: 6, as: "bars", asks: [monitor.liveClientsDropped] },
        { title: "Events of the live feed", width: 6, asks: [monitor.liveEvents] },
        { title: "Configuration", width: 6, as: "states", asks: [monitor.configurationRead] },
        { title: "Health checks by status", width: 12, asks: [programs.checks], stacked: true },
        { title: "Reached by Prometheus", width: 12, as: "states", asks: [programs.up] },
      ],
    },
  ],
};
