import { type AlertCase, pair, program } from "../rule-case.ts";

const database = { ...program, component: "database" };
const component = '@component_health{component="database", version="1"}';

export const programCases: readonly AlertCase[] = [
  { alert: "Watchdog", when: "always", series: {}, at: "1m", fires: [{}] },
  ...pair("ProgramDown", program, {
    fires: {
      when: "it has not answered for six minutes",
      series: { up: "1x4 0x20" },
      pendingAt: "7m",
      at: "9m",
    },
    quiet: { when: "it was away for four minutes", series: { up: "1x4 0x7 1x20" }, at: "9m" },
  }),
  ...pair(
    "ProgramsAbsent",
    {},
    {
      fires: {
        when: "only others are scraped",
        series: { 'up{job="node"}': "1x30" },
        pendingAt: "4m",
        at: "6m",
      },
      quiet: { when: "a program is known, though it is down", series: { up: "0x30" }, at: "10m" },
    },
  ),
  ...pair("ProgramRestarting", program, {
    fires: {
      when: "it started three times in half an hour",
      series: { process_start_time_seconds: "0x10 300x10 600x10 900x100" },
      at: "20m",
      keptAt: "45m",
    },
    quiet: {
      when: "it started twice",
      series: { process_start_time_seconds: "0x10 300x10 600x20" },
      at: "20m",
    },
  }),
  ...pair("ProgramUnhealthy", program, {
    fires: {
      when: "it is unhealthy for six minutes",
      series: { '@health_status{version="1"}': "1x4 0x20" },
      pendingAt: "7m",
      at: "9m",
    },
    quiet: {
      when: "it is degraded",
      series: { '@health_status{version="1"}': "0.5x30" },
      at: "9m",
    },
  }),
  ...pair("ComponentUnhealthy", database, {
    fires: {
      when: "it fails for six minutes",
      series: { [component]: "1x4 0x20" },
      pendingAt: "7m",
      at: "9m",
    },
    quiet: { when: "it is degraded", series: { [component]: "0.5x30" }, at: "9m" },
  }),
  {
    alert: "ComponentUnhealthy",
    when: "it is what a monitor watches, which has an alert of its own",
    series: {
      '@component_health{component="exporter", version="1"}': "0x30",
      '@component_health{component="heartbeat:nightly", version="1"}': "0x30",
      '@component_health{component="probe:Trakt", version="1"}': "0x30",
      'ettl_watch_status_since_timestamp_seconds{kind="target", watch="exporter"}': "0x30",
    },
    at: "9m",
    fires: [],
  },
  ...pair("ComponentDegraded", database, {
    fires: {
      when: "for half an hour",
      series: { [component]: "0.5x70" },
      pendingAt: "29m",
      at: "31m",
    },
    quiet: { when: "it is healthy again", series: { [component]: "0.5x50 1x20" }, at: "31m" },
  }),
  ...pair("MemoryGrowing", program, {
    fires: {
      when: "the least of each hour has doubled in twelve",
      series: {
        process_start_time_seconds: "0x1800",
        nodejs_heap_size_used_bytes: "60000000+100000x1800",
      },
      pendingAt: "14h",
      at: "15h",
    },
    quiet: {
      when: "it is a saw that always comes back to the same",
      series: {
        process_start_time_seconds: "0x1800",
        nodejs_heap_size_used_bytes: `${"60000000+4000000x50 ".repeat(36)}`.trim(),
      },
      at: "15h",
    },
  }),
  {
    alert: "MemoryGrowing",
    when: "the program that needs more was started an hour ago",
    series: {
      process_start_time_seconds: "0x1680 50400x120",
      nodejs_heap_size_used_bytes: "60000000x1680 200000000x120",
    },
    at: "15h",
    fires: [],
  },
  ...pair("EventLoopLate", program, {
    fires: {
      when: "for eleven minutes",
      series: { nodejs_eventloop_lag_p99_seconds: "0.3x30" },
      pendingAt: "9m",
      at: "11m",
    },
    quiet: {
      when: "there was one hiccup",
      series: { nodejs_eventloop_lag_p99_seconds: "0.01x10 3x3 0.01x20" },
      at: "11m",
    },
  }),
  ...pair("EventLoopBusy", program, {
    fires: {
      when: "for sixteen minutes",
      series: { nodejs_eventloop_utilization_ratio: "0.97x40" },
      pendingAt: "14m",
      at: "16m",
    },
    quiet: {
      when: "it rests a fifth of the time",
      series: { nodejs_eventloop_utilization_ratio: "0.8x40" },
      at: "16m",
    },
  }),
  ...pair("EventLoopBlocked", program, {
    fires: {
      when: "once",
      series: { ettl_event_loop_block_duration_seconds_count: "0x10 1x20" },
      at: "8m",
    },
    quiet: {
      when: "never, or long ago",
      series: { ettl_event_loop_block_duration_seconds_count: "4x30" },
      at: "8m",
    },
  }),
  ...pair("OpenFilesNearLimit", program, {
    fires: {
      when: "nine of ten are open",
      series: { process_open_fds: "900x20", process_max_fds: "1000x20" },
      pendingAt: "4m",
      at: "6m",
    },
    quiet: {
      when: "half are open",
      series: { process_open_fds: "500x20", process_max_fds: "1000x20" },
      at: "6m",
    },
  }),
  ...pair("ServerErrors", program, {
    fires: {
      when: "one answer of thirteen is a failure",
      series: {
        'http_server_request_duration_seconds_count{http_route="/api", http_response_status_code="200"}':
          "0+12x40",
        'http_server_request_duration_seconds_count{http_route="/api", http_response_status_code="500"}':
          "0+1x40",
      },
      pendingAt: "5m",
      at: "9m",
    },
    quiet: {
      when: "health says that it is bad, and all else works",
      series: {
        'http_server_request_duration_seconds_count{http_route="/api", http_response_status_code="200"}':
          "0+3x40",
        'http_server_request_duration_seconds_count{http_route="/health", http_response_status_code="503"}':
          "0+5x40",
      },
      at: "16m",
    },
  }),
  ...pair("RequestsRefused", program, {
    fires: {
      when: "a request was malformed",
      series: {
        ettl_server_connections_refused_total: "0x30",
        'ettl_server_requests_refused_total{reason="malformed"}': "0x10 1x20",
      },
      at: "8m",
    },
    quiet: {
      when: "none was",
      series: {
        ettl_server_connections_refused_total: "3x30",
        'ettl_server_requests_refused_total{reason="malformed"}': "7x30",
      },
      at: "8m",
    },
  }),
];
