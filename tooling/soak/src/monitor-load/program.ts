import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { keyOf, type LoadTask } from "./task.ts";

const task = JSON.parse(process.argv[2] ?? "") as LoadTask;
if (task.kind === "targets") serveTargets();
else await ping(task.url, task.heartbeats, task.intervalMs);

/** One process answers for every target: a status of usual size, and 20 kB of metrics. */
function serveTargets(): void {
  const counts = { polls: 0, probes: 0 };
  const status = Buffer.from(JSON.stringify(statusAnswer()));
  const metrics = Buffer.from(metricsAnswer());
  const server = createServer((incoming, response) => {
    const { url } = incoming;
    if (url === "/telemetry/status") {
      counts.polls += 1;
      response.setHeader("content-type", "application/json");
      response.end(status);
    } else if (url === "/metrics") {
      response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
      response.end(metrics);
    } else {
      if (url === "/probe") counts.probes += 1;
      response.setHeader("content-type", "application/json");
      response.end('{"alerts":[],"silences":[]}');
    }
  });
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    process.stdout.write(`${JSON.stringify({ port, ...counts })}\n`);
  });
  process.on("SIGTERM", () => {
    process.stdout.write(`${JSON.stringify({ port: 0, ...counts })}\n`, () => process.exit(0));
  });
}

function statusAnswer() {
  const component = (name: string) => ({
    name,
    status: "healthy",
    last_checked: "2026-01-01T00:00:00.000Z",
    message: "200 from http://127.0.0.1:9000",
    duration: "5ms",
    duration_ms: 5,
  });
  return {
    running: true,
    monitoring_enabled: true,
    metrics_enabled: true,
    tracing_enabled: true,
    health_checks_enabled: true,
    alerts_enabled: true,
    http_server_addr: "127.0.0.1:9464",
    service_name: "load",
    service_version: "1.0.0",
    environment: "soak",
    uptime_seconds: 12_345,
    health: {
      checks: 5,
      runs: 1_000,
      failures: 0,
      status: "healthy",
      ready: "healthy",
      components: ["system", "database", "queue", "disk", "trakt_api"].map(component),
    },
    alerts: {
      accepted: 12,
      firing: 0,
      history: 12,
      silences: 0,
      durable: false,
      channels: [{ name: "ops", delivered: 12, failed: 0, queued: 0 }],
    },
  };
}

/** About 20 kB, as a small service has. */
function metricsAnswer(): string {
  const lines = [
    "# HELP process_cpu_seconds_total CPU time.",
    "# TYPE process_cpu_seconds_total counter",
    "process_cpu_seconds_total 123.45",
    "# HELP process_resident_memory_bytes Resident memory.",
    "# TYPE process_resident_memory_bytes gauge",
    "process_resident_memory_bytes 123456789",
    "# HELP export_trakt_api_calls_total Calls.",
    "# TYPE export_trakt_api_calls_total counter",
    ...Array.from(
      { length: 20 },
      (_, index) =>
        `export_trakt_api_calls_total{service="trakt",endpoint="/movies/${index}",method="GET",status_code="200"} ${index * 31}`,
    ),
    "# HELP load_duration_seconds Durations.",
    "# TYPE load_duration_seconds histogram",
  ];
  for (let route = 0; lines.join("\n").length < 19_900; route += 1) {
    for (const bound of ["0.005", "0.01", "0.05", "0.1", "0.5", "1", "5", "+Inf"])
      lines.push(
        `load_duration_seconds_bucket{route="/route/number/${route}",method="GET",le="${bound}"} ${route * 7}`,
      );
    lines.push(`load_duration_seconds_sum{route="/route/number/${route}",method="GET"} 1.25`);
    lines.push(`load_duration_seconds_count{route="/route/number/${route}",method="GET"} 77`);
  }
  return `${lines.join("\n")}\n`;
}

/** Each heartbeat once per interval, evenly spread, until it is told to stop. */
async function ping(url: string, heartbeats: number, intervalMs: number): Promise<void> {
  const kept = new Agent({ keepAlive: true, maxSockets: 20 });
  const counts = { sent: 0, sentAgain: 0, refused: 0 };
  let stopping = false;
  process.on("SIGTERM", () => {
    stopping = true;
  });
  const one = (index: number, agent: Agent | false) => {
    const sent = request(`${url}/ping/${keyOf(index)}`, { agent, method: "POST" }, (response) => {
      if (response.statusCode !== 200) counts.refused += 1;
      response.resume();
    });
    sent.on("error", () => {
      // A kept connection may end while nobody looks, where the machine stood still for a moment.
      if (sent.reusedSocket) {
        counts.sentAgain += 1;
        one(index, false);
      } else counts.refused += 1;
    });
    sent.end();
  };
  const begin = performance.now();
  for (let turn = 0; !stopping; turn += 1) {
    const due = begin + (turn * intervalMs) / heartbeats;
    if (due > performance.now()) await delay(Math.max(1, due - performance.now()));
    one(turn % heartbeats, kept);
    counts.sent += 1;
  }
  kept.destroy();
  process.stdout.write(`${JSON.stringify(counts)}\n`, () => process.exit(0));
}
