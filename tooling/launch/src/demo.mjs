import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "./child.mjs";
import { root } from "./pnpm.mjs";
import { answers, until } from "./wait.mjs";

/** What the demo's programs read; variables of the caller's go before it. */
const configuration = ({ exporter, folder }) => `
[tracing]
environment = "demo"
sampling_rate = 1.0

[logging]
format = "visual"

[letterboxd]
export_dir = ${JSON.stringify(join(root, "exports"))}

[export]
state_dir = ${JSON.stringify(join(folder, "state"))}

[[targets]]
name = "exporter"
url = "http://127.0.0.1:${exporter}"
`;

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
    const config = join(folder, "ettl.toml");
    await writeFile(config, configuration({ ...ports, folder }));
    return await Promise.race([interrupted, run({ ports, once, config, start })]);
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

async function run({ ports, once, config, start }) {
  const sandbox = start("exporter", ["sandbox", "--config", config], { label: "sandbox" });
  const [, url] = await until("it printed its URL", sandbox, () =>
    /on (http:\S+)/.exec(sandbox.output()),
  );
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
        ? `\nThe files are in ${join(root, "exports")}. Import them at letterboxd.com/import\n`
        : `\nThe export failed (exit code ${code}), see above\n`,
    );
    return code;
  }

  const base = { exporter: local(ports.exporter), monitor: local(ports.monitor) };
  const exporter = start(
    "exporter",
    ["serve", "--now", "--config", config, "--port", String(ports.exporter)],
    { env, label: "exporter" },
  );
  await until("it was ready", exporter, () => answers(`${base.exporter}/health/ready`));
  const monitor = start("monitor", ["--config", config, "--port", String(ports.monitor)], {
    label: "monitor",
  });
  await until("it was ready", monitor, () => answers(`${base.monitor}/health/ready`));
  process.stdout.write(table(base, url));

  const [code, name] = await Promise.race(
    [sandbox, exporter, monitor].map(async (child) => [await child.ended, child.name]),
  );
  throw new Error(`${name} ended by itself (exit code ${code})`);
}

const local = (port) => `http://127.0.0.1:${port}`;

function table({ exporter, monitor }, sandbox) {
  const rows = [
    ["Monitor", `${monitor}/health`, "its own health and the exporter's"],
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
  return `\nettl runs. Ctrl-C ends it.\n\n${lines.join("\n")}\n\n`;
}
