import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { metricsText } from "../exposition/texts.ts";

/** Answers as a program with ettl does, as cheaply as can be. */
const status = Buffer.from(
  JSON.stringify({
    running: true,
    metrics_enabled: true,
    service_name: "bench",
    health: {
      status: "healthy",
      ready: "healthy",
      components: ["system", "database", "queue", "disk"].map((name) => ({
        name,
        status: "healthy",
        message: "200 from http://127.0.0.1:9000",
        duration_ms: 5,
      })),
    },
    alerts: { accepted: 12, firing: 0, history: 12, silences: 0, channels: [] },
  }),
);
const metrics = await metricsText(20_000);
const counts = { status: 0, metrics: 0 };
const server = createServer(({ url }, response) => {
  if (url === "/metrics") {
    counts.metrics += 1;
    response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
    response.end(metrics);
    return;
  }
  if (url === "/telemetry/status") counts.status += 1;
  response.setHeader("content-type", "application/json");
  response.end(url === "/telemetry/status" ? status : '{"alerts":[],"silences":[]}');
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("message", () => process.send?.(counts));
process.on("disconnect", () => process.exit(0));
