import { durationText } from "../../client/durations.ts";
import type { ProbeConfig } from "../../config/probes.ts";
import { certificateWarnDays } from "../sheet/probe-rows.tsx";

/** What must be so, and in which words. */
export interface Setting {
  readonly name: string;
  readonly text: string;
}

/** Of the address of a probe only what is no secret: its scheme, host and port. */
export function probeAddressText(probe: ProbeConfig): string {
  switch (probe.type) {
    case "http":
      return new URL(probe.url).origin;
    case "tcp":
      return `${hostText(probe.host)}:${probe.port}`;
    case "dns":
      return `${probe.record ?? "A"} ${probe.host}${probe.server === undefined ? "" : `, asked of ${probe.server}`}`;
    case "certificate":
      return `${hostText(probe.host)}:${probe.port ?? 443}`;
  }
}

/** The host alone, as certificates name it. */
export function probeHost(probe: ProbeConfig): string {
  return probe.type === "http" ? new URL(probe.url).hostname : probe.host;
}

const hostText = (host: string) => (host.includes(":") ? `[${host}]` : host);

/** The conditions of a probe as they were configured, and how it is looked at. */
export function probeSettings(probe: ProbeConfig): Setting[] {
  const settings = [...conditionsOf(probe)];
  const add = (name: string, value: number | undefined, text: (value: number) => string) => {
    if (value !== undefined) settings.push({ name, text: text(value) });
  };
  add("Looked at", probe.intervalMs, (ms) => `every ${durationText(ms)}`);
  add("Waits", probe.timeoutMs, durationText);
  add("Fails after", probe.failureThreshold, (count) => `${count} bad looks in a row`);
  add("Well after", probe.successThreshold, (count) => `${count} good looks in a row`);
  const { dependsOn } = probe;
  if (dependsOn !== undefined && dependsOn.length > 0)
    settings.push({ name: "Needs", text: dependsOn.join(", ") });
  return settings;
}

function conditionsOf(probe: ProbeConfig): Setting[] {
  switch (probe.type) {
    case "http":
      return httpConditions(probe);
    case "tcp":
      return [{ name: "Port", text: "takes connections" }];
    case "dns":
      return [
        {
          name: "Records",
          text:
            probe.expect === undefined ? "any" : `${[probe.expect].flat().join(", ")} among them`,
        },
      ];
    case "certificate":
      return [
        {
          name: "Certificate",
          text: limitText(certificateLimits(probe) ?? 0, (days) => `fewer than ${days} days left`),
        },
      ];
  }
}

function httpConditions(probe: ProbeConfig & { readonly type: "http" }): Setting[] {
  const { method, body: sent, conditions, reported } = probe;
  const { status = ["2xx", "3xx"], responseTimeMs, body, json } = conditions ?? {};
  const days = certificateLimits(probe);
  return [
    { name: "Method", text: method ?? (sent === undefined ? "GET" : "POST") },
    { name: "Status", text: status.join(", ") },
    ...(responseTimeMs === undefined
      ? []
      : [
          {
            name: "Answers",
            text: limitText(responseTimeMs, (ms) => `later than ${durationText(ms)}`),
          },
        ]),
    ...(body?.contains === undefined ? [] : [{ name: "Body has", text: body.contains }]),
    ...(body?.matches === undefined ? [] : [{ name: "Body matches", text: body.matches }]),
    ...Object.entries(json ?? {}).map(([path, expected]) => ({
      name: path,
      text: String(expected),
    })),
    ...(days === undefined
      ? []
      : [
          {
            name: "Certificate",
            text: limitText(days, (count) => `fewer than ${count} days left`),
          },
        ]),
    ...(reported === "ignored" ? [{ name: "Own status", text: "ignored" }] : []),
  ];
}

type Limits =
  | number
  | { readonly degraded?: number | undefined; readonly unhealthy?: number | undefined };

/** As `certificate` of `@ettl/health` has it where nothing is said. */
const usualDays = { degraded: 21, unhealthy: 7 };

function certificateLimits(probe: ProbeConfig): Limits | undefined {
  if (probe.type === "certificate") return probe.expiresAfterDays ?? usualDays;
  return probe.type === "http" ? probe.conditions?.certificateExpiresAfterDays : undefined;
}

function limitText(limits: Limits, when: (limit: number) => string): string {
  const { degraded, unhealthy } =
    typeof limits === "number" ? { degraded: undefined, unhealthy: limits } : limits;
  const parts = [
    ...(degraded === undefined ? [] : [`degraded when ${when(degraded)}`]),
    ...(unhealthy === undefined ? [] : [`unhealthy when ${when(unhealthy)}`]),
  ];
  return parts.join(", ");
}

/** From how few days on the certificate of a probe makes it degraded or worse. */
export function warnDays(probe: ProbeConfig | undefined): number {
  const limits = probe && certificateLimits(probe);
  if (limits === undefined) return certificateWarnDays;
  if (typeof limits === "number") return limits;
  return limits.degraded ?? limits.unhealthy ?? certificateWarnDays;
}
