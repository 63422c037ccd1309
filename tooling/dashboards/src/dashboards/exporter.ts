import type { DashboardOf } from "../dashboard.ts";
import { apiCalls } from "../expressions/api-calls.ts";
import { exports } from "../expressions/exports.ts";
import { monitor } from "../expressions/monitor.ts";

export const exporter: DashboardOf = {
  uid: "ettl-exporter",
  title: "ettl exporter",
  description: "What did the exports do, how long did it take, and what did Trakt answer?",
  sections: [
    {
      title: "Exports",
      panels: [
        {
          title: "Success rate, 24 hours",
          as: "figure",
          width: 6,
          window: "1d",
          asks: [exports.successRatio],
          max: 1,
        },
        {
          title: "Since the last success",
          as: "figure",
          width: 10,
          window: "3d",
          asks: [exports.sinceSuccess],
        },
        { title: "Rows in no file", as: "figure", asks: [exports.reconciliationGap] },
        { title: "Exports by outcome", as: "table", window: "$__range", asks: [exports.ended] },
        { title: "Last run of each export", as: "states", asks: [exports.lastRunSucceeded] },
        { title: "Last success", as: "table", window: "3d", asks: [exports.lastSuccess] },
        { title: "Duration, 95th percentile", asks: [exports.duration], exemplars: true },
        { title: "Duration of the last run", asks: [exports.lastDuration] },
        { title: "Duration of whole runs", asks: [exports.run], exemplars: true },
        { title: "Errors", as: "table", window: "$__range", asks: [exports.errors] },
        {
          title: "Runs that the monitor was told of",
          as: "table",
          window: "$__range",
          asks: [monitor.runs],
        },
        { title: "Time since each job finished well", asks: [monitor.sinceGoodRun] },
      ],
    },
    {
      title: "Rows",
      panels: [
        { title: "Films", as: "table", window: "$__range", asks: [exports.rows] },
        { title: "Ratings", as: "table", window: "$__range", asks: [exports.ratings] },
        { title: "Watchlist", as: "table", window: "$__range", asks: [exports.watchlist] },
      ],
    },
    {
      title: "Calls of APIs",
      panels: [
        {
          title: "Latency: p50, p95, p99",
          width: 12,
          asks: [apiCalls.panelP50, apiCalls.panelP95, apiCalls.panelP99],
          exemplars: true,
        },
        { title: "Calls by status", width: 12, asks: [apiCalls.rateByStatus], stacked: true },
        {
          title: "Share of failed calls, last half hour",
          window: "30m",
          asks: [apiCalls.errorRatio],
          max: 1,
        },
        { title: "Slowest endpoints", asks: [apiCalls.slowest], exemplars: true },
        { title: "Failures", as: "table", window: "$__range", asks: [apiCalls.errorsByType] },
        { title: "Hits of caches", asks: [exports.cacheHitRate], max: 100 },
        { title: "Pages", as: "table", window: "$__range", asks: [exports.pages] },
        { title: "Waiting for Trakt's budget", asks: [exports.rateLimitWait] },
      ],
    },
  ],
};
