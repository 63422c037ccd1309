import { type Expression, use } from "../expression.ts";
import { over, own, series } from "../frame.ts";

const perProgram = "{{job}} {{instance}}";

/** What the heap came down to: garbage is gone at some time within an hour. */
const heapFloor: Expression = {
  promql: (frame) =>
    `min by (job, instance) (min_over_time(${over(frame, series(frame, "nodejs_heap_size_used_bytes"))}))`,
  unit: "bytes",
  says: "What the heap came down to in the last hour. A leak makes it rise for days.",
  legend: perProgram,
  record: { name: () => "job_instance:nodejs_heap_size_used_bytes:min1h", window: "1h" },
};

export const runtime = {
  heapFloor,
  /** Longer than two days' rhythm would be surer, and too late. */
  heapGrowth: {
    promql(frame) {
      const now = use(heapFloor, frame);
      const before = use(heapFloor, { ...frame, offset: "12h" });
      const old = `(time() - ${series(frame, "process_start_time_seconds")} > 13 * 3600)`;
      return `${now} / ${before} and ${now} - ${before} > 32 * 1024 * 1024 and on (job, instance) ${old}`;
    },
    unit: "percentunit",
    says: "What the heap came down to, as a multiple of twelve hours before, where that is more than 32 MiB.",
    legend: perProgram,
  },
  memory: {
    promql: (frame) => `sum by (instance, type) (${own(frame, "memory_usage_bytes")})`,
    unit: "bytes",
    says: "Memory of each program by type.",
    legend: "{{instance}} {{type}}",
  },
  resident: {
    promql: (frame) => series(frame, "process_resident_memory_bytes"),
    unit: "bytes",
    says: "Memory of each program that is in use by it, as the operating system counts.",
    legend: perProgram,
  },
  memoryTrend: {
    promql: (frame) => `deriv(${series(frame, "process_resident_memory_bytes")}[1h]) * 3600`,
    unit: "bytes",
    says: "By how much memory grows in an hour, as the line through the last hour has it. Around 0 is right.",
    legend: perProgram,
  },
  heapSpaces: {
    promql: (frame) => `sum by (space) (${series(frame, "nodejs_heap_space_size_used_bytes")})`,
    unit: "bytes",
    says: "V8's heap in use, by space.",
    legend: "{{space}}",
  },
  external: {
    promql: (frame) => series(frame, "nodejs_external_memory_bytes"),
    unit: "bytes",
    says: "Memory that V8 holds outside of its heap: buffers, mostly.",
    legend: perProgram,
  },
  cpu: {
    promql: (frame) => `rate(${over(frame, series(frame, "process_cpu_seconds_total"))})`,
    unit: "percentunit",
    says: "CPU time of each program, in cores: 100% is one core.",
    legend: perProgram,
  },
  lagP99: {
    promql: (frame) => series(frame, "nodejs_eventloop_lag_p99_seconds"),
    unit: "s",
    says: "How late the event loop comes to new work: 0.99 of the last minute's looks were less late.",
    legend: perProgram,
  },
  lagMax: {
    promql: (frame) => series(frame, "nodejs_eventloop_lag_max_seconds"),
    unit: "s",
    says: "The latest that the event loop came to new work in the last minute.",
    legend: perProgram,
  },
  utilization: {
    promql: (frame) => series(frame, "nodejs_eventloop_utilization_ratio"),
    unit: "percentunit",
    says: "Share of time that the event loop is busy. Near 100% a program can't keep up.",
    legend: perProgram,
  },
  blocks: {
    promql: (frame) =>
      `sum by (job, instance) (increase(${over(frame, series(frame, "ettl_event_loop_block_duration_seconds_count"))}))`,
    unit: "short",
    says: "Times that the event loop was blocked for longer than `event_loop_block_ms`. Programs that do not watch it have no series.",
    legend: perProgram,
  },
  garbageCollection: {
    promql: (frame) =>
      `sum by (instance, kind) (rate(${over(frame, series(frame, "nodejs_gc_duration_seconds_sum"))}))`,
    unit: "percentunit",
    says: "Share of time that goes into garbage collection, by kind.",
    legend: "{{instance}} {{kind}}",
  },
  garbageCollectionP99: {
    promql: (frame) =>
      `histogram_quantile(0.99, sum by (le, kind) (rate(${over(frame, series(frame, "nodejs_gc_duration_seconds_bucket"))})))`,
    unit: "s",
    says: "How long a garbage collection holds the program up: 0.99 of them are shorter.",
    legend: "{{kind}}",
  },
  openFiles: {
    promql: (frame) => `${series(frame, "process_open_fds")} / ${series(frame, "process_max_fds")}`,
    unit: "percentunit",
    says: "Open files and sockets, as a share of what the operating system allows.",
    legend: perProgram,
  },
  activeResources: {
    promql: (frame) => `sum by (type) (${series(frame, "nodejs_active_resources")})`,
    unit: "short",
    says: "What keeps event loops busy, by type: timers, sockets, files.",
    legend: "{{type}}",
  },
} satisfies Record<string, Expression>;
