import { type AlertCase, pair, program } from "../rule-case.ts";

const { job, instance } = program;
const history = { job, job_name: "history" };
/** The program is there and was started before anything that matters. */
const running = { up: "1x3200", process_start_time_seconds: "-90000x3200" };
const trakt = { job, service: "trakt" };

export const exportCases: readonly AlertCase[] = [
  ...pair(
    "ExportFailing",
    { ...history, instance },
    {
      fires: {
        when: "the last run failed",
        series: { 'job_last_run_succeeded{job_name="history"}': "1x10 0x10" },
        at: "8m",
      },
      quiet: {
        when: "a later run succeeded",
        series: { 'job_last_run_succeeded{job_name="history"}': "0x10 1x10" },
        at: "8m",
      },
    },
  ),
  ...pair("ExportOverdue", history, {
    fires: {
      when: "the last success is 27 hours old, and the program has restarted since",
      series: { 'job_last_success_timestamp_seconds{job_name="history"}': "0x10" },
      pendingAt: "26h15m",
      at: "27h",
    },
    quiet: {
      when: "another instance succeeded 25 hours ago",
      series: {
        'job_last_success_timestamp_seconds{job_name="history"}': "0x3240",
        'job_last_success_timestamp_seconds{job_name="history", instance="b:9090"}':
          "_x240 7200x3000",
      },
      at: "27h",
    },
  }),
  ...pair(
    "ExportsMissing",
    {},
    {
      fires: {
        when: "no run has ended since yesterday",
        series: { up: "1x3300" },
        pendingAt: "26h",
        at: "27h",
      },
      quiet: {
        when: "a run ended yesterday, before a restart",
        series: {
          up: "1x3300",
          'job_last_run_timestamp_seconds{job_name="history"}': "_x600 18000x5",
        },
        at: "27h",
      },
    },
  ),
  {
    alert: "ExportsMissing",
    when: "Prometheus is new and cannot know",
    series: { up: "1x300" },
    at: "2h",
    fires: [],
  },
  ...pair("ExportSlow", history, {
    fires: {
      when: "the last run took six minutes",
      series: { 'job_last_duration_seconds{job_name="history"}': "360x10" },
      at: "2m",
    },
    quiet: {
      when: "the last run took five minutes",
      series: { 'job_last_duration_seconds{job_name="history"}': "300x10" },
      at: "2m",
    },
  }),
  ...pair(
    "ExportRowsMissing",
    { ...program, type: "history" },
    {
      fires: {
        when: "there is one row more in files than was announced",
        series: { 'ettl_exporter_reconciliation_gap{type="history"}': "-1x10" },
        at: "2m",
      },
      quiet: {
        when: "every row is accounted for",
        series: { 'ettl_exporter_reconciliation_gap{type="history"}': "0x10" },
        at: "2m",
      },
    },
  ),
  ...pair("ApiErrors", trakt, {
    fires: {
      when: "the first calls of a day fail, all between two scrapes, with an error never seen before",
      series: {
        ...running,
        '@api_calls_total{service="trakt", status_code="200"}': "_x80 34x100",
        '@api_calls_total{service="trakt", status_code="401"}': "_x80 6x100",
        '@api_call_errors_total{service="trakt", error_type="401"}': "_x80 6x100",
      },
      at: "45m",
      keptAt: "78m",
    },
    quiet: {
      when: "the counters are those of former days",
      series: {
        ...running,
        '@api_calls_total{service="trakt", status_code="200"}': "40x120",
        '@api_calls_total{service="trakt", status_code="401"}': "5x120",
        '@api_call_errors_total{service="trakt", error_type="401"}': "5x120",
      },
      at: "45m",
    },
  }),
  {
    alert: "ApiErrors",
    when: "three calls of forty failed",
    series: {
      ...running,
      '@api_calls_total{service="trakt", status_code="200"}': "_x80 37x40",
      '@api_calls_total{service="trakt", status_code="401"}': "_x80 3x40",
      '@api_call_errors_total{service="trakt", error_type="401"}': "_x80 3x40",
    },
    at: "45m",
    fires: [],
  },
  {
    alert: "ApiErrors",
    when: "two calls of two failed, which is too few to tell",
    series: {
      ...running,
      '@api_calls_total{service="trakt", status_code="401"}': "_x80 2x40",
      '@api_call_errors_total{service="trakt", error_type="401"}': "_x80 2x40",
    },
    at: "45m",
    fires: [],
  },
  {
    alert: "ApiErrors",
    when: "Prometheus is new and finds counters of a program that has run for long",
    series: {
      up: "1x120",
      process_start_time_seconds: "-90000x120",
      '@api_calls_total{service="trakt", status_code="401"}': "50x120",
      '@api_call_errors_total{service="trakt", error_type="401"}': "50x120",
    },
    at: "10m",
    fires: [],
  },
  ...pair(
    "ApiSlow",
    { ...trakt, quantile: "0.95" },
    {
      fires: {
        when: "half of the calls take two and a half to five seconds",
        series: {
          ...running,
          '@api_call_duration_seconds_bucket{service="trakt", le="1"}': "_x80 10x100",
          '@api_call_duration_seconds_bucket{service="trakt", le="2.5"}': "_x80 10x100",
          '@api_call_duration_seconds_bucket{service="trakt", le="5"}': "_x80 20x100",
          '@api_call_duration_seconds_bucket{service="trakt", le="+Inf"}': "_x80 20x100",
        },
        at: "45m",
        keptAt: "78m",
      },
      quiet: {
        when: "half of the calls take one to two and a half seconds",
        series: {
          ...running,
          '@api_call_duration_seconds_bucket{service="trakt", le="1"}': "_x80 10x40",
          '@api_call_duration_seconds_bucket{service="trakt", le="2.5"}': "_x80 20x40",
          '@api_call_duration_seconds_bucket{service="trakt", le="+Inf"}': "_x80 20x40",
        },
        at: "45m",
      },
    },
  ),
];
