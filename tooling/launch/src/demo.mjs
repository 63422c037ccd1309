import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startChild } from "./child.mjs";
import { demoConfiguration, everyMinute, local, schedule } from "./demo-configuration.mjs";
import { root } from "./pnpm.mjs";
import { answers, until } from "./wait.mjs";

/** Runs the demo to its end and resolves with the exit code. */
export async function runDemo({ ports, once }) {
  const children = [];
  const folder = await mkdtemp(join(tmpdir(), "ettl-demo-"));
  let stopping = false;
  let interrupt = () => {};
  const interrupted = new Promise((resolve) => {
    interrupt = resolve;
  });
  for (const signal of ["SIGINT", "SIGTERM"])
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      interrupt(once ? 130 : 0);
    });

  const start = (program, args, options) => {
    const child = startChild(program, args, options);
    children.push(child);
    return child;
  };
  try {
    return await Promise.race([interrupted, run({ ports, once, folder, start })]);
  } catch (error) {
    if (!stopping) process.stderr.write(`ettl: ${error.message}\n`);
    return stopping ? 0 : 1;
  } finally {
    stopping = true;
    // The sandbox goes last: nobody should see it missing.
    for (const child of children.reverse()) await child.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function run({ ports, once, folder, start }) {
  // The sandbox needs nothing of it, and where it listens is part of it.
  const config = join(folder, "ettl.toml");
  const write = (sandbox) =>
    writeFile(config, demoConfiguration({ ports, folder, sandbox, once }), { mode: 0o600 });
  await write("http://127.0.0.1");
  const sandbox = start("exporter", ["sandbox", "--config", config], { label: "sandbox" });
  const [, url] = await until("it printed its URL", sandbox, () =>
    /on (http:\S+)/.exec(sandbox.output()),
  );
  await write(url);
  const env = {
    TRAKT_CLIENT_ID: "demo",
    TRAKT_ACCESS_TOKEN: "demo",
    ETTL_TRAKT__API_BASE_URL: url,
    // The sandbox's lines and spans then have the ids of the run that called it.
    ETTL_TRACING__BAGGAGE_HOSTS: new URL(url).host,
  };
  if (once) {
    const exporter = start("exporter", ["export", "all", "--config", config], { env });
    const code = await exporter.ended;
    process.stderr.write(
      code === 0
        ? `\nThe files are in ${resolve(root, process.env.ETTL_LETTERBOXD__EXPORT_DIR ?? "exports")}. Import them at letterboxd.com/import\n`
        : `\nThe export failed (exit code ${code}), see above\n`,
    );
    return code;
  }

  const base = { exporter: local(ports.exporter), monitor: local(ports.monitor) };
  // First, for it is told of each run, the first one too.
  const monitor = start("monitor", ["--config", config, "--port", String(ports.monitor)], {
    label: "monitor",
  });
  await until("it was ready", monitor, () => answers(`${base.monitor}/health/ready`));
  const exporter = start(
    "exporter",
    ["serve", "--now", "--config", config, "--port", String(ports.exporter)],
    { env, label: "exporter" },
  );
  await until("it was ready", exporter, () => answers(`${base.exporter}/health/ready`));
  const enough = delay(10_000, undefined, { ref: false });
  await Promise.race([until("it saw all", monitor, () => seesAll(base.monitor)), enough]);
  process.stdout.write(table(base, url));

  const [code, name] = await Promise.race(
    [sandbox, exporter, monitor].map(async (child) => [await child.ended, child.name]),
  );
  throw new Error(`${name} ended by itself (exit code ${code})`);
}

/** Whether the monitor knows of everything how it is, well or not. */
async function seesAll(monitor) {
  const token = process.env.ETTL_MONITORING__AUTH_TOKEN;
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const response = await fetch(`${monitor}/api/watches`, { headers });
  // Who keeps a token elsewhere than in the variable has a monitor that doesn't tell.
  if (!response.ok) return true;
  const { watches } = await response.json();
  return watches.every(({ status }) => status !== "unknown");
}

function table({ exporter, monitor }, sandbox) {
  const rows = [
    ["Monitor", `${monitor}/`, "the page: everything on one screen"],
    ["", `${monitor}/health`, "its own health and the exporter's"],
    ["", `${monitor}/api/overview`, "all that it watches, and what fires"],
    ["", `${monitor}/metrics`, "metrics of the monitor"],
    ["", `${monitor}/alerts/history`, "alerts of the monitor"],
    ["Exporter", `${exporter}/health`, "health of the exporter"],
    ["", `${exporter}/metrics`, "metrics of its exports"],
    ["", `${exporter}/alerts/history`, "alerts about failed exports"],
    ["", `${exporter}/telemetry/status`, "what each part of telemetry counted"],
    ["", `${exporter}/telemetry/logs`, "its last log lines, redacted"],
    ["", `${exporter}/telemetry/traces`, "its last traces, as OTLP JSON"],
    ["Sandbox", `${sandbox}/sandbox/faults`, "the stand-in for Trakt: PUT faults here"],
    ["Files", join(root, "exports"), "CSV for letterboxd.com/import"],
  ];
  const lines = rows.map(([who, where, what]) => `  ${who.padEnd(9)} ${where.padEnd(46)} ${what}`);
  const faults = `${sandbox}/sandbox/faults`;
  const fault = JSON.stringify([{ kind: "status", status: 401, path: "/sync/history" }]);
  const when = schedule() === everyMinute ? "every minute" : `by "${schedule()}"`;
  return `
ettl runs. Ctrl-C ends it.

${lines.join("\n")}

  Exports run ${when}. To make them fail:
    curl -X PUT -d '${fault}' ${faults}
  To mend them:
    curl -X DELETE ${faults}

`;
}
