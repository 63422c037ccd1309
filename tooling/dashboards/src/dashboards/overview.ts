import type { DashboardOf } from "../dashboard.ts";
import { apiCalls } from "../expressions/api-calls.ts";
import { exports } from "../expressions/exports.ts";
import { monitor } from "../expressions/monitor.ts";
import { programs } from "../expressions/programs.ts";
import { runtime } from "../expressions/runtime.ts";
import { telemetry } from "../expressions/telemetry.ts";

export const overview: DashboardOf = {
  uid: "ettl-overview",
  title: "ettl overview",
  description: "Is everything well? If not, which of the other dashboards to look at.",
  sections: [
    {
      title: "Now",
      panels: [
        { title: "Programs", as: "figure", width: 3, asks: [programs.count] },
        {
          title: "Exports that succeeded",
          as: "figure",
          width: 5,
          window: "$__range",
          asks: [exports.rangeSuccessRatio],
          max: 1,
        },
        {
          title: "Since the last success",
          as: "figure",
          width: 8,
          window: "3d",
          asks: [exports.sinceSuccess],
        },
        {
          title: "Alerts of Prometheus",
          as: "table",
          width: 8,
          asks: [telemetry.prometheusFiring],
        },
        { title: "Alerts of our programs", as: "figure", width: 5, asks: [telemetry.firing] },
        {
          title: "Failed calls of the last half hour",
          as: "figure",
          width: 6,
          window: "30m",
          asks: [apiCalls.errorRatio],
        },
        { title: "Uptime", as: "figure", width: 5, asks: [programs.uptime] },
      ],
    },
    {
      title: "Health",
      panels: [
        { title: "Health of programs", as: "states", asks: [programs.health] },
        { title: "Health of components", as: "states", asks: [programs.components] },
        { title: "What the monitor watches", as: "states", asks: [monitor.watchUp] },
      ],
    },
    {
      title: "Work",
      panels: [
        { title: "Last run of each export", as: "states", asks: [exports.lastRunSucceeded] },
        { title: "Latency of APIs", asks: [apiCalls.panelP95], exemplars: true },
        { title: "Calls of APIs", asks: [apiCalls.rateByStatus], stacked: true },
      ],
    },
    {
      title: "Programs",
      panels: [
        { title: "Memory", asks: [runtime.resident] },
        { title: "CPU", asks: [runtime.cpu] },
        { title: "Lines of logs", asks: [telemetry.logLines], stacked: true },
        { title: "Failed answers", asks: [programs.serverErrorRatio], window: "10m" },
        { title: "Versions", as: "table", asks: [programs.build], width: 16 },
      ],
    },
  ],
};
