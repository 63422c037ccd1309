import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, runProgram, startProgram, temporaryFolder } from "@ettl-tooling/test";

const app = (name: string) =>
  fileURLToPath(new URL(`../../../apps/${name}/dist/main.js`, import.meta.url));

export interface LogFile {
  readonly name: string;
  readonly lines: readonly string[];
}

/** Files that both programs really write with `format = "ecs"`: a good run, a failed one, a monitor's life. */
export async function ecsLogFiles(): Promise<LogFile[]> {
  await using folder = await temporaryFolder();
  await using sandbox = startProgram([app("exporter"), "sandbox"], { cwd: folder.path });
  const [trakt] = await sandbox.printed(/http:\/\/127\.0\.0\.1:\d+/);
  const port = await freePort();
  const env = (name: string) => ({
    ETTL_LOGGING__FORMAT: "ecs",
    ETTL_LOGGING__OUTPUT: "file",
    ETTL_LOGGING__FILE: join(folder.path, "logs", `${name}.log`),
    ETTL_MONITORING__METRICS_PORT: `${port}`,
    ETTL_TRAKT__API_BASE_URL: trakt,
    ETTL_TRAKT__AUTH_BASE_URL: trakt,
    TRAKT_CLIENT_ID: "test",
    TRAKT_ACCESS_TOKEN: "demo",
  });
  const cwd = folder.path;
  await using monitor = startProgram([app("monitor")], { cwd, env: env("monitor") });
  await runProgram([app("exporter"), "export"], { cwd, env: env("exporter") });
  const refused = { ...env("exporter"), TRAKT_ACCESS_TOKEN: "revoked" };
  await runProgram([app("exporter"), "export", "ratings"], { cwd, env: refused });
  monitor.kill("SIGTERM");
  await monitor.ended();
  const logs = join(folder.path, "logs");
  return Promise.all(
    (await readdir(logs)).sort().map(async (name) => ({
      name,
      lines: (await readFile(join(logs, name), "utf8")).split("\n").slice(0, -1),
    })),
  );
}

export type Event = Readonly<Record<string, unknown>>;

/**
 * A line as Filebeat's `ndjson` parser makes an event of it, with the options of filebeat.yml; its
 * documentation is all that this is made after, for Filebeat itself is in no package.
 */
export function shipped(line: string, path = "/logs/app.2026-11-30.1.log"): Event {
  const event: Record<string, unknown> = {
    "@timestamp": "2026-11-30T00:00:00.000Z",
    ecs: { version: "8.0.0" },
    data_stream: { type: "logs", dataset: "ettl", namespace: "default" },
    log: { offset: 0, file: { path } },
  };
  try {
    for (const [key, value] of Object.entries(JSON.parse(line) as Event))
      merge(event, key.split("."), value);
  } catch (error) {
    event.message = line;
    event.error = { type: "json", message: `Error decoding JSON: ${(error as Error).message}` };
  }
  return event;
}

function merge(
  target: Record<string, unknown>,
  [key = "", ...rest]: string[],
  value: unknown,
): void {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (rest.length === 0 && !isObject) target[key] = value;
  else {
    const inner = (target[key] ?? {}) as Record<string, unknown>;
    target[key] = inner;
    if (rest.length > 0) merge(inner, rest, value);
    else for (const [name, one] of Object.entries(value as Event)) merge(inner, [name], one);
  }
}

/** The name of each field of an event, with dots; an empty object has none. */
export function fieldNames(event: Event, path = ""): string[] {
  return Object.entries(event).flatMap(([key, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? fieldNames(value as Event, `${path}${key}.`)
      : [`${path}${key}`],
  );
}
