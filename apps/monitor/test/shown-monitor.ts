import { httpReceiver } from "@ettl-tooling/test";
import { realTarget } from "./real-target.ts";
import { servingMonitor } from "./serving-monitor.ts";

const targetToken = "a-token-of-the-target";
const toml = (text: string) => JSON.stringify(text);
const keyOf = (index: number) => `a-key-of-the-heartbeat-${index}`;

/** Texts in every place that something watched can put one. */
export interface ShownTexts {
  readonly name: string;
  readonly text: string;
}

/**
 * A monitor with something on every page: a program with components, alerts, a silence, a trace
 * and log lines, probes, jobs with runs of several kinds, all of them saying the same texts.
 */
export async function shownMonitor({ name, text }: ShownTexts) {
  const receiver = await httpReceiver();
  const target = await realTarget(
    `[monitoring]\nauth_token = "${targetToken}"\n[alerts]\nwebhook_url = "${receiver.url}"\n[tracing]\nsampling_rate = 1.0\n`,
  );
  const { telemetry } = target;
  telemetry.health.register({
    name: "part",
    critical: false,
    run: () => ({ status: "degraded", message: text, details: { why: text } }),
  });
  await telemetry.health.check();
  await telemetry
    .operation(text.slice(0, 60), async () => {
      telemetry.logger.warn({ reason: text }, text);
      await telemetry.alerts.send({
        level: "critical",
        title: text,
        message: text,
        source: text,
        labels: { label: text },
        metadata: { more: text },
      });
      throw new Error(text);
    })
    .catch(() => {});
  const watched = [
    `[[targets]]\nname = ${toml(name)}\nurl = "${target.url}"\ntoken = "${targetToken}"\npublic = true\ninterval_seconds = 0.5\n`,
    `[[targets]]\nname = "nobody"\nurl = "http://127.0.0.1:1"\ninterval_seconds = 0.5\n`,
    `[[probes]]\ntype = "http"\nname = ${toml(name)}\nurl = "${receiver.url}"\npublic = true\ninterval_seconds = 0.5\n`,
    `[[probes]]\ntype = "tcp"\nname = "closed port"\nhost = "127.0.0.1"\nport = 1\ninterval_seconds = 0.5\n`,
    `[[heartbeats]]\nname = ${toml(name)}\nkey = "${keyOf(0)}"\nschedule = "*/5 * * * *"\nmin_duration_seconds = 0.1\nmax_duration_seconds = 60\npublic = true\n`,
    `[[heartbeats]]\nname = "quiet"\nkey = "${keyOf(1)}"\nperiod_seconds = 3600\n`,
  ];
  const monitor = await servingMonitor(watched.join(""));
  const ping = (path: string, body = "") =>
    fetch(`${monitor.url}/ping/${path}`, { method: "POST", body });
  await ping(`${keyOf(0)}/start`);
  await ping(`${keyOf(0)}/1`, text);
  await ping(`${keyOf(0)}/start`);
  await ping(`${keyOf(0)}/0`, text);
  await ping(`${keyOf(1)}/start`);
  await monitor.call(`/api/targets/${encodeURIComponent(name)}/silences`, {
    method: "POST",
    body: JSON.stringify({
      reason: text,
      source: "nobody in particular",
      ends_at: new Date(Date.now() + 3_600_000).toISOString(),
    }),
  });
  const encoded = encodeURIComponent(name);
  return {
    monitor,
    telemetry,
    ping: (path: string, body?: string) => ping(`${keyOf(0)}${path}`, body),
    /** Every page, with what is chosen on it. */
    paths: [
      "/",
      `/targets/${encoded}`,
      "/targets/nobody",
      "/targets/none%20such",
      "/jobs",
      `/jobs?job=${encoded}`,
      "/probes",
      `/probes?probe=${encoded}`,
      "/alerts",
      "/status",
      "/login",
    ],
    async [Symbol.asyncDispose]() {
      await monitor[Symbol.asyncDispose]();
      await target[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
    },
  };
}
