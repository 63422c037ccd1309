#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { alertsCommand, command, runProgram } from "@ettl/telemetry/program";
import { monitorConfiguration } from "./monitor-config.ts";
import { serveMonitor } from "./serve.ts";

const { version } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { version: string };

const code = await runProgram({
  name: "ettl-monitor",
  version,
  about: `Watches the targets, probes and heartbeats of the configuration, and serves what it knows of
them, beside the health, metrics and alerts of its own process.`,
  configuration: monitorConfiguration,
  defaultCommand: "serve",
  commands: {
    serve: command({
      summary: "Serve and watch until a signal comes.",
      options: {
        port: { kind: "port", summary: "port to listen on (default: monitoring.metrics_port)" },
      },
      run: ({ source, options }) => serveMonitor({ source, port: options.port, version }),
    }),
    alerts: alertsCommand({ name: "ettl-monitor", configuration: monitorConfiguration }),
  },
  exitCodes: "0 done or stopped by a signal, 1 failed, 2 wrong usage or configuration.",
});
process.exit(code);
