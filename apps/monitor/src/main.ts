#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { ConfigError } from "@ettl/telemetry";
import { type Command, parseCommand, UsageError, usage } from "./command-line.ts";
import { serveMonitor } from "./serve.ts";

const { version } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { version: string };

/** The exit code: 0 done, 1 failed, 2 wrong usage or configuration. */
async function main(): Promise<number> {
  try {
    return await run(parseCommand(process.argv.slice(2)));
  } catch (error) {
    if (error instanceof UsageError) process.stderr.write(`${error.message}\n\n${usage}`);
    else if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
    else {
      process.stderr.write(`ettl-monitor: ${error instanceof Error ? error.message : error}\n`);
      return 1;
    }
    return 2;
  }
}

async function run(command: Command): Promise<number> {
  switch (command.name) {
    case "help":
      process.stdout.write(usage);
      return 0;
    case "version":
      process.stdout.write(`${version}\n`);
      return 0;
    case "serve":
      return serveMonitor(command, { version, env: process.env });
  }
}

process.exit(await main());
