import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { type Program, startProgram } from "./program.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** The token of a demo that was started with `guarded`; it may operate. */
export const demoToken = "a-token-of-the-demo";

/** Makes each export of the history fail at its first request, and nothing else. */
export const refusedHistory = [{ kind: "status", status: 401, path: "/sync/history" }] as const;

export interface DemoOptions {
  /** Variables for all three programs; they win over what the demo says itself. */
  readonly env?: Readonly<Record<string, string>>;
  /** When exports run: a cron pattern with seconds. @default every two seconds */
  readonly schedule?: string;
  /** Guards exporter and monitor with `demoToken`; without a token nobody may operate. */
  readonly guarded?: boolean;
}

/** A run of the exporter, as the monitor lists it. */
export interface DemoRun {
  readonly id: string;
  readonly outcome: string;
  readonly started_at?: string;
  readonly ended_at?: string;
  readonly exit_code?: number;
  readonly log?: string;
}

/** The demo of `npm start`, ready: each has seen one run, and the monitor all that it watches. */
export interface RunningDemo extends AsyncDisposable {
  readonly monitor: string;
  readonly exporter: string;
  readonly sandbox: string;
  readonly launcher: Program;
  /** An answer of the monitor's as JSON, asked with the token. */
  json<T>(path: string): Promise<T>;
  /** Replaces the faults of the stand-in for Trakt; the next run then reads every list anew. */
  setFaults(faults: readonly object[]): Promise<void>;
  clearFaults(): Promise<void>;
  /** The first run that starts from now on, as soon as the monitor was told of its end. */
  nextRun(): Promise<DemoRun>;
}

const module = new URL("../../launch/src/demo.mjs", import.meta.url).href;

/** The launcher without its installing and building. */
export function demoProgram(options: object): string[] {
  return [
    "--input-type=module",
    "--eval",
    `import { runDemo } from ${JSON.stringify(module)};
     process.exitCode = await runDemo(${JSON.stringify(options)});`,
  ];
}

/** Starts the demo on free ports, as built; disposing of it ends it as Ctrl-C does. */
export async function startDemo({
  env = {},
  schedule = "*/2 * * * * *",
  guarded = false,
}: DemoOptions = {}): Promise<RunningDemo> {
  const exports = await temporaryFolder();
  const ports = { monitor: await freePort(), exporter: await freePort() };
  const launcher = startProgram(demoProgram({ ports, once: false }), {
    env: {
      ETTL_LETTERBOXD__EXPORT_DIR: exports.path,
      ETTL_EXPORT__SCHEDULE: schedule,
      ...(guarded && { ETTL_MONITORING__AUTH_TOKEN: demoToken }),
      ...env,
    },
  });
  const end = async () => {
    launcher.kill("SIGINT");
    await launcher.ended();
    await exports[Symbol.asyncDispose]();
  };
  try {
    await launcher.printed(/ettl runs\. Ctrl-C ends it\./);
  } catch (error) {
    await end();
    throw error;
  }
  const [, sandbox = ""] = await launcher.printed(/(http:\S+)\/sandbox\/faults/);
  const [monitor, exporter] = [ports.monitor, ports.exporter].map(
    (port) => `http://127.0.0.1:${port}`,
  ) as [string, string];

  const json = async <T>(path: string): Promise<T> => {
    const headers = guarded ? { authorization: `Bearer ${demoToken}` } : undefined;
    const response = await fetch(`${monitor}${path}`, headers && { headers });
    if (!response.ok) throw new Error(`${path} answers ${response.status}`);
    return (await response.json()) as T;
  };
  const runs = async () =>
    (await json<{ entries: readonly DemoRun[] }>("/api/heartbeats/exporter/runs")).entries;
  const faults = async (init: RequestInit) => {
    const response = await fetch(`${sandbox}/sandbox/faults`, init);
    if (!response.ok) throw new Error(`the faults were refused: ${await response.text()}`);
  };
  return {
    monitor,
    exporter,
    sandbox,
    launcher,
    json,
    setFaults: (given) => faults({ method: "PUT", body: JSON.stringify(given) }),
    clearFaults: () => faults({ method: "DELETE" }),
    async nextRun() {
      const from = Date.now();
      return eventually("a run that starts from now on", async () =>
        (await runs()).find(
          ({ started_at: started, ended_at: ended }) =>
            started !== undefined && ended !== undefined && Date.parse(started) >= from,
        ),
      );
    },
    [Symbol.asyncDispose]: end,
  };
}
