import type { DashboardOf } from "../dashboard.ts";
import { programs } from "../expressions/programs.ts";
import { runtime } from "../expressions/runtime.ts";
import { telemetry } from "../expressions/telemetry.ts";

export const runtimeDashboard: DashboardOf = {
  uid: "ettl-runtime",
  title: "ettl runtime",
  description:
    "What do the programs need, what holds them up, and what do they lose of their own telemetry?",
  sections: [
    {
      title: "Memory",
      panels: [
        { title: "Memory by type", asks: [runtime.memory] },
        { title: "Growth of memory in an hour", asks: [runtime.memoryTrend] },
        { title: "What the heap came down to", window: "1h", asks: [runtime.heapFloor] },
        { title: "Spaces of the heap", asks: [runtime.heapSpaces], stacked: true },
        { title: "Outside of the heap", asks: [runtime.external] },
        { title: "Resident memory", asks: [runtime.resident] },
      ],
    },
    {
      title: "CPU and event loop",
      panels: [
        { title: "CPU", asks: [runtime.cpu] },
        { title: "Busy event loop", asks: [runtime.utilization], max: 1 },
        { title: "Delay of the event loop, p99", asks: [runtime.lagP99] },
        { title: "Delay of the event loop, longest", asks: [runtime.lagMax] },
        { title: "Blocks of the event loop", as: "bars", asks: [runtime.blocks] },
        { title: "What keeps event loops busy", asks: [runtime.activeResources], stacked: true },
        { title: "Garbage collection, share of time", asks: [runtime.garbageCollection] },
        { title: "Garbage collection, p99", asks: [runtime.garbageCollectionP99] },
        { title: "Open files", asks: [runtime.openFiles], max: 1 },
      ],
    },
    {
      title: "Server",
      panels: [
        { title: "Requests", asks: [programs.requests], stacked: true },
        { title: "Answers, 95th percentile", asks: [programs.requestDuration] },
        { title: "Open connections", asks: [programs.connections] },
        { title: "Refused", as: "bars", asks: [programs.refusedRequests] },
        { title: "Duration of health checks", asks: [programs.checkDuration] },
        { title: "Starts in half an hour", asks: [programs.restarts] },
      ],
    },
    {
      title: "Telemetry of the programs",
      panels: [
        { title: "Spans", asks: [telemetry.spansStarted, telemetry.spans] },
        { title: "Spans dropped", asks: [telemetry.spansDropped] },
        { title: "Spans that wait", asks: [telemetry.spansQueued] },
        { title: "Lines of logs", asks: [telemetry.logLines], stacked: true },
        {
          title: "Lines lost or held back",
          as: "bars",
          asks: [telemetry.logLinesDropped, telemetry.logLinesSuppressed],
        },
        { title: "Duration of a scrape", asks: [telemetry.scrapeDuration] },
        { title: "Series per metric", as: "table", asks: [telemetry.seriesPerMetric] },
        { title: "Samples of a scrape", asks: [telemetry.samplesPerScrape] },
        { title: "Series overflow", as: "table", asks: [telemetry.seriesOverflow] },
        {
          title: "Samples refused",
          as: "table",
          window: "$__range",
          asks: [telemetry.samplesRefused],
        },
        {
          title: "Metrics left out",
          as: "table",
          window: "$__range",
          asks: [telemetry.collectErrors],
        },
      ],
    },
  ],
};
