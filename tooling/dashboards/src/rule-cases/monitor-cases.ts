import { type AlertCase, pair, program } from "../rule-case.ts";

const running = { up: "1x300", process_start_time_seconds: "-90000x300" };
const trakt = { ...program, kind: "probe", watch: "Trakt" };
const up = 'ettl_watch_up{kind="probe", watch="Trakt"}';
const since = 'ettl_watch_status_since_timestamp_seconds{kind="probe", watch="Trakt"}';

export const monitorCases: readonly AlertCase[] = [
  ...pair("WatchUnhealthy", trakt, {
    fires: { when: "for six minutes", series: { [up]: "1x4 0x20" }, pendingAt: "7m", at: "9m" },
    quiet: { when: "it came back in time", series: { [up]: "1x4 0x6 1x20" }, at: "9m" },
  }),
  ...pair("WatchUnknown", trakt, {
    fires: { when: "no look has had a result", series: { [since]: "0x40" }, at: "16m" },
    quiet: {
      when: "there are results, and a job has not told of a run yet",
      series: {
        [since]: "0x40",
        [up]: "1x40",
        'ettl_watch_status_since_timestamp_seconds{kind="heartbeat", watch="nightly"}': "0x40",
      },
      at: "16m",
    },
  }),
  ...pair(
    "JobRunsFailing",
    { ...program, heartbeat: "nightly", outcome: "failed" },
    {
      fires: {
        when: "two runs of an hour failed, the first ever",
        series: {
          ...running,
          'ettl_heartbeat_runs_total{heartbeat="nightly", outcome="failed"}': "_x150 1x20 2x40",
        },
        at: "90m",
      },
      quiet: {
        when: "runs finish, and a single one failed",
        series: {
          ...running,
          'ettl_heartbeat_runs_total{heartbeat="nightly", outcome="finished"}': "0+1x300",
          'ettl_heartbeat_runs_total{heartbeat="nightly", outcome="failed"}': "_x150 1x60",
        },
        at: "90m",
      },
    },
  ),
  ...pair("LooksSkipped", program, {
    fires: {
      when: "again and again",
      series: { ettl_health_checks_skipped_total: "0+1x40" },
      pendingAt: "5m",
      at: "10m",
    },
    quiet: {
      when: "never since the start",
      series: { ettl_health_checks_skipped_total: "3x40" },
      at: "10m",
    },
  }),
  ...pair("LooksLate", program, {
    fires: {
      when: "one in ten begins up to five seconds late",
      series: {
        'ettl_health_schedule_delay_seconds_bucket{le="0.5"}': "0+9x60",
        'ettl_health_schedule_delay_seconds_bucket{le="1"}': "0+9x60",
        'ettl_health_schedule_delay_seconds_bucket{le="5"}': "0+10x60",
        'ettl_health_schedule_delay_seconds_bucket{le="+Inf"}': "0+10x60",
      },
      pendingAt: "10m",
      at: "20m",
    },
    quiet: {
      when: "all begin within half a second",
      series: {
        'ettl_health_schedule_delay_seconds_bucket{le="0.5"}': "0+10x60",
        'ettl_health_schedule_delay_seconds_bucket{le="1"}': "0+10x60",
        'ettl_health_schedule_delay_seconds_bucket{le="+Inf"}': "0+10x60",
      },
      at: "20m",
    },
  }),
  ...pair("ConfigurationNotRead", program, {
    fires: {
      when: "for six minutes",
      series: { ettl_config_last_reload_successful: "1x4 0x20" },
      pendingAt: "7m",
      at: "9m",
    },
    quiet: {
      when: "it was mended at once",
      series: { ettl_config_last_reload_successful: "1x4 0x4 1x20" },
      at: "9m",
    },
  }),
  ...pair("PushesRefused", program, {
    fires: {
      when: "one was malformed",
      series: { 'ettl_pushes_total{outcome="malformed"}': "0x10 1x70" },
      at: "8m",
      keptAt: "28m",
    },
    quiet: {
      when: "all are taken",
      series: {
        'ettl_pushes_total{outcome="accepted"}': "0+1x30",
        'ettl_pushes_total{outcome="malformed"}': "0x30",
      },
      at: "8m",
    },
  }),
];
