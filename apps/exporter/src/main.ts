#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { alertsCommand, command, runProgram } from "@ettl/telemetry/program";
import { exportCommand } from "./commands/export.ts";
import { sandboxCommand } from "./commands/sandbox.ts";
import { serveCommand } from "./commands/serve.ts";
import { exportNames } from "./export.ts";
import { exporterConfiguration } from "./exporter-config.ts";

const { version } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { version: string };

const code = await runProgram({
  name: "ettl-exporter",
  version,
  about: "Exports a Trakt.tv account to CSV files for Letterboxd, once or on a schedule.",
  configuration: exporterConfiguration,
  commands: {
    export: command({
      words: "[NAME]",
      summary: `Export once: ${exportNames.join(", ")} or all (the default).`,
      run: ({ words, source }) =>
        exportCommand({
          words,
          source,
          version,
          invocation: { name: "ettl-exporter", argv: process.argv, environment: process.env },
        }),
    }),
    serve: command({
      summary: "Export on a schedule, and serve health and metrics.",
      options: {
        port: { kind: "port", summary: "port to listen on (default: monitoring.metrics_port)" },
        now: { kind: "flag", summary: "export everything once at the start, too" },
      },
      run: ({ options, source }) =>
        serveCommand({ port: options.port, now: options.now ?? false, source, version }),
    }),
    alerts: alertsCommand({ name: "ettl-exporter", configuration: exporterConfiguration }),
    sandbox: command({
      summary: "Run a stand-in for Trakt, for trying things out (token: demo).",
      options: { port: { kind: "port", summary: "port to listen on (default: any free one)" } },
      run: ({ options, source }) => sandboxCommand({ port: options.port ?? 0, source, version }),
    }),
  },
  exitCodes: "0 done, 1 failed, 2 wrong usage or configuration, 130 interrupted, 143 terminated.",
});
// Everything was delivered or counted; an exporter that still retries must not hold the process.
process.exit(code);
