// HEALTHCHECK of the images: whether the program that runs here answers /health/ready, or the group
// that is given, such as `live`. It needs no token. Exit code 0: yes.
import { readFileSync } from "node:fs";
import { request as http } from "node:http";
import { request as https } from "node:https";
import { loadTelemetryConfig } from "@ettl/telemetry";

const group = process.argv[2] ?? "ready";
const timeoutMs = 4_000;

/** The program's own command line; an init in front of it is only some words more. */
const words = readFileSync("/proc/1/cmdline", "utf8").split("\0");

/** `--name value` or `--name=value`. */
function option(name) {
  const place = words.findIndex((word) => word === name || word.startsWith(`${name}=`));
  if (place === -1) return undefined;
  return words[place] === name ? words[place + 1] : words[place].slice(name.length + 1);
}

function end(code, text) {
  console.log(text);
  process.exit(code);
}

/** What is wrong with the configuration, if it could not be read. */
let broken = "";

/** Where it listens, by the file, the variables and the command line, as the program reads them. */
async function address() {
  const file = option("--config");
  const load = (from) => loadTelemetryConfig({ ...from, onWarning: () => {} });
  // A file that is broken now, once it was read, leaves the program as it was: its variables remain.
  const { monitoring } = await load(file && { file }).catch((error) => {
    broken = `; ${error.message}`;
    return load({ file: "/dev/null" });
  });
  if (!monitoring.enabled) end(0, "monitoring.enabled is false: there is nothing to ask");
  const everywhere = { "0.0.0.0": "127.0.0.1", "::": "::1" };
  return {
    host: everywhere[monitoring.host] ?? monitoring.host,
    port: Number(option("--port") ?? monitoring.metricsPort),
    secure: monitoring.tls !== undefined,
  };
}

// These serve no telemetry: they are well as long as they run.
if (["export", "login", "sandbox"].some((command) => words.includes(command)))
  end(0, "this command has no health to ask for");

const { host, port, secure } = await address().catch((error) => end(1, error.message));
// The certificate is for the outside; here only the answer counts.
const options = { host, port, path: `/health/${group}`, rejectUnauthorized: false };
const asked = (secure ? https : http)(
  { ...options, signal: AbortSignal.timeout(timeoutMs) },
  (response) => {
    response.resume();
    end(response.statusCode === 200 ? 0 : 1, `${options.path} answers ${response.statusCode}`);
  },
);
asked.on("error", (error) => end(1, `no answer from ${host}:${port}: ${error.message}${broken}`));
asked.end();
