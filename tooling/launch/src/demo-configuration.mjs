import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { root } from "./pnpm.mjs";

/** When exports run: by the variable of the caller's, if there is one. */
export const schedule = () => process.env.ETTL_EXPORT__SCHEDULE || everyMinute;

export const local = (port) => `http://127.0.0.1:${port}`;

/** What the demo's programs read; variables of the caller's go before it. */
export function demoConfiguration({ ports, folder, sandbox, once }) {
  const key = randomUUID();
  const sections = [programs({ folder, pingUrl: once ? undefined : pingUrl(ports, key) })];
  if (!once) sections.push(targets(ports), probes(ports, sandbox));
  // Pings that go elsewhere would be missed here.
  if (!once && !process.env.ETTL_EXPORT__PING_URL) sections.push(heartbeat(key));
  return sections.join("\n");
}

const pingUrl = ({ monitor }, key) => `${local(monitor)}/ping/${key}`;

/** Whether the pattern is one that the monitor can expect runs by, and not only croner. */
const isCron = (pattern) => /^\S+(\s+\S+){4,5}$/.test(pattern.trim());

export const everyMinute = "* * * * *";

const programs = ({ folder, pingUrl }) => `
[tracing]
environment = "demo"
sampling_rate = 1.0

[logging]
format = "visual"

[letterboxd]
export_dir = ${JSON.stringify(join(root, "exports"))}

[export]
state_dir = ${JSON.stringify(join(folder, "state"))}
schedule = "${everyMinute}"
${pingUrl === undefined ? "" : `ping_url = "${pingUrl}"`}
`;

// The exporter starts when the monitor runs: until it is there it is unknown, not unhealthy.
const looks = `interval_seconds = 2
failure_threshold = 5`;

/** A token that guards the exporter is the same variable as the monitor's. */
const targets = ({ exporter }) => {
  const token = process.env.ETTL_MONITORING__AUTH_TOKEN;
  return `
[[targets]]
name = "exporter"
url = "${local(exporter)}"
${token ? `token = ${JSON.stringify(token)}` : ""}
${looks}
`;
};

const probes = ({ exporter }, sandbox) => `
[[probes]]
type = "http"
name = "Exporter is alive"
url = "${local(exporter)}/health/live"
reported = "ignored"
public = true
${looks}

[[probes]]
type = "http"
name = "Trakt stand-in"
url = "${sandbox}/sandbox/account"
${looks}
`;

/** Expects what the exporter does, if the caller has set another schedule, too. */
const heartbeat = (key) => {
  const pattern = schedule();
  return `
[[heartbeats]]
name = "exporter"
key = "${key}"
${isCron(pattern) ? `schedule = ${JSON.stringify(pattern)}` : "period_seconds = 86400"}
timezone = ${JSON.stringify(process.env.ETTL_EXPORT__TIMEZONE || "UTC")}
late_seconds = 10
grace_seconds = 20
max_duration_seconds = 10
`;
};
