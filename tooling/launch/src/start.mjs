// npm start: installs, builds, and runs the demo until Ctrl-C.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { runDemo } from "./demo.mjs";
import { prepare } from "./prepare.mjs";
import { taken } from "./wait.mjs";

const usage = `Usage: npm start -- [options]

Installs, builds, and runs the demo: a stand-in for Trakt, the exporter and the monitor.

  --monitor-port N    default: $MONITORING_PORT, else 9090
  --exporter-port N   default: 9464
  --once              run one export, print where the files are, and end
  --help, --version

Exit codes: 0 done or ended by Ctrl-C, 1 failed, 2 wrong usage, 130 --once was interrupted.
`;

function fail(message, code) {
  process.stderr.write(`ettl: ${message}\n`);
  process.exit(code);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        "monitor-port": { type: "string" },
        "exporter-port": { type: "string" },
        once: { type: "boolean", default: false },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
      },
    });
    return values;
  } catch (error) {
    process.stderr.write(usage);
    return fail(error.message, 2);
  }
}

function port(name, text) {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 65_535) return value;
  return fail(`${name} is "${text}", expected a number from 1 to 65535`, 2);
}

const options = readOptions();
if (options.help) {
  process.stdout.write(usage);
  process.exit(0);
}
if (options.version) {
  const manifest = new URL("../../../apps/exporter/package.json", import.meta.url);
  process.stdout.write(`${JSON.parse(readFileSync(manifest, "utf8")).version}\n`);
  process.exit(0);
}
const ports = {
  monitor: port(
    options["monitor-port"] === undefined ? "MONITORING_PORT" : "--monitor-port",
    options["monitor-port"] ?? (process.env.MONITORING_PORT || "9090"),
  ),
  exporter: port("--exporter-port", options["exporter-port"] ?? "9464"),
};
if (ports.monitor === ports.exporter)
  fail(`monitor and exporter can't both have port ${ports.monitor}`, 2);
if (!options.once)
  for (const [name, number] of Object.entries(ports))
    if (await taken(number))
      fail(
        `port ${number} for the ${name} is taken by another program. Stop it, or choose another: npm start -- --${name}-port N`,
        1,
      );

await prepare();
process.exitCode = await runDemo({ ports, once: options.once });
