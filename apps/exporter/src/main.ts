#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { alertsCommand, command, runProgram, UsageError } from "@ettl/telemetry/program";
import { exportCommand } from "./commands/export.ts";
import { loginCommand } from "./commands/login.ts";
import { sandboxCommand } from "./commands/sandbox.ts";
import { serveCommand } from "./commands/serve.ts";
import { exportNames } from "./export.ts";
import { exporterConfiguration } from "./exporter-config.ts";

const { version } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { version: string };

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new UsageError(`--${option} ${text}: expected a whole number up to 9999999`);
}

const code = await runProgram({
  name: "ettl-exporter",
  version,
  about: "Exports a Trakt.tv account to CSV files for Letterboxd, once or on a schedule.",
  configuration: exporterConfiguration,
  commands: {
    export: command({
      words: "[NAME]",
      summary: `Export once: ${exportNames.join(", ")} or all (the default).`,
      options: {
        full: { kind: "flag", summary: "read everything, whatever earlier runs left" },
        "allow-drop": {
          kind: "flag",
          summary: "write also when far fewer rows came than last time",
        },
        user: {
          kind: "text",
          placeholder: "NAME",
          summary: "read this public profile, without any login",
        },
      },
      run: ({ words, options, source }) =>
        exportCommand({
          words,
          source,
          version,
          full: options.full ?? false,
          allowDrop: options["allow-drop"] ?? false,
          user: options.user,
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
    login: command({
      summary: "Log in to Trakt by a code, and store the token; it is renewed by itself.",
      run: ({ source }) => loginCommand({ source, version }),
    }),
    alerts: alertsCommand({ name: "ettl-exporter", configuration: exporterConfiguration }),
    sandbox: command({
      summary: "Run a stand-in for Trakt, for trying things out (token: demo).",
      options: {
        port: { kind: "port", summary: "port to listen on (default: any free one)" },
        plays: {
          kind: "text",
          placeholder: "N",
          summary: "a history of so many plays (default: that of some hundred films)",
        },
      },
      run: ({ options, source }) =>
        sandboxCommand({
          port: options.port ?? 0,
          plays: options.plays === undefined ? undefined : wholeNumber("plays", options.plays),
          source,
          version,
        }),
    }),
  },
  exitCodes:
    "0 done, 1 failed, 2 wrong usage or configuration, 75 try later, 130 interrupted, 143 terminated.",
});
// Everything was delivered or counted; an exporter that still retries must not hold the process.
process.exit(code);
