import { randomUUID } from "node:crypto";
import { type AlertIdentity, fingerprint } from "./fingerprint.ts";
import { cleanMetadata } from "./metadata.ts";
import { truncate } from "./truncate.ts";

/** How bad it is, from `info` to `critical`. */
export type AlertLevel = "info" | "warning" | "error" | "critical";

/** The levels, least severe first. */
export const alertLevels: readonly AlertLevel[] = ["info", "warning", "error", "critical"];

/** What a program has to say. Source, title and labels decide which alert it is. */
export interface AlertInput extends AlertIdentity {
  readonly level: AlertLevel;
  /** One line, the same for every occurrence. Cut after 1,000 characters. */
  readonly title: string;
  /** What happened this time. Cut after 16,384 characters. */
  readonly message: string;
  /** The part of the program that speaks. Cut after 256 characters. */
  readonly source: string;
  /** Tell alerts of one title apart. At most 32 are kept. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Anything worth keeping; copied into plain JSON, at most 16,384 characters of it. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * One alert as channels and HTTP clients see it: plain JSON, named as on the wire, deeply frozen.
 */
export interface Alert {
  /** A UUID, unique per `send` and per resolve; the same in every retry. */
  readonly id: string;
  readonly fingerprint: string;
  readonly level: AlertLevel;
  readonly title: string;
  readonly message: string;
  readonly source: string;
  /** When it was accepted, ISO 8601 in UTC. */
  readonly timestamp: string;
  readonly status: "firing" | "resolved";
  readonly resolved: boolean;
  readonly resolved_at?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly trace_id?: string;
  readonly correlation_id?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Where to read on, from the templates of `links`. */
  readonly links?: AlertLinks;
}

/** Addresses that belong to an alert. */
export interface AlertLinks {
  readonly trace?: string;
  readonly dashboard?: string;
  readonly runbook?: string;
}

/** The ids that join an alert to a trace and to log lines. */
export interface AlertContext {
  readonly trace_id?: string | undefined;
  readonly correlation_id?: string | undefined;
}

const maxLabels = 32;

/** Builds the frozen alert from whatever the caller gave; never throws for what is inside it. */
export function firingAlert(
  input: AlertInput,
  context: AlertContext,
  linksOf: (alert: Omit<Alert, "links">) => AlertLinks | undefined,
): Alert {
  const labels = cleanLabels(input.labels);
  const metadata = cleanMetadata(input.metadata);
  return withLinks(linksOf, {
    id: newId(),
    fingerprint: fingerprint(input),
    level: alertLevels.includes(input.level) ? input.level : "error",
    title: truncate(String(input.title), 1_000),
    message: truncate(String(input.message ?? ""), 16_384),
    source: truncate(String(input.source), 256),
    timestamp: new Date().toISOString(),
    status: "firing",
    resolved: false,
    ...(labels && { labels }),
    ...idsOf(context),
    ...(metadata && { metadata }),
  });
}

function withLinks(
  linksOf: (alert: Omit<Alert, "links">) => AlertLinks | undefined,
  alert: Omit<Alert, "links">,
): Alert {
  const links = linksOf(alert);
  return Object.freeze(links ? { ...alert, links } : alert);
}

/** The same alert told once more: with an id and a time of its own. */
export function alertAgain(firing: Alert, metadata: Readonly<Record<string, unknown>>): Alert {
  return Object.freeze({
    ...firing,
    id: newId(),
    timestamp: new Date().toISOString(),
    metadata: Object.freeze(metadata),
  });
}

/** The alert that says that `firing` is over. */
export function resolvedAlert(
  firing: Alert,
  message: string | undefined,
  context: AlertContext,
  linksOf: (alert: Omit<Alert, "links">) => AlertLinks | undefined,
): Alert {
  const timestamp = new Date().toISOString();
  const { links: _, ...former } = firing;
  return withLinks(linksOf, {
    ...former,
    id: newId(),
    message: message === undefined ? firing.message : truncate(String(message), 16_384),
    timestamp,
    status: "resolved",
    resolved: true,
    resolved_at: timestamp,
    ...idsOf(context),
  });
}

/** What is wrong with an alert that is sent all the same. */
export function inputProblem(input: AlertInput): string | undefined {
  if (!alertLevels.includes(input.level))
    return `an alert's level is none of ${alertLevels.join(", ")}; sent as error`;
  if (typeof input.title !== "string" || typeof input.source !== "string")
    return "an alert's title and source must be texts; sent as they read";
  return undefined;
}

/** A UUID as one piece: Node's is a tree of twenty, which takes 600 bytes for as long as it is kept. */
function newId(): string {
  const id = randomUUID();
  // Reading a character makes V8 flatten it.
  id.charCodeAt(0);
  return id;
}

function cleanLabels(labels: AlertInput["labels"]): Alert["labels"] {
  if (typeof labels !== "object" || labels === null) return undefined;
  const entries = Object.entries(labels)
    .slice(0, maxLabels)
    .map(([name, value]) => [truncate(name, 128), truncate(String(value), 512)]);
  return entries.length === 0 ? undefined : Object.freeze(Object.fromEntries(entries));
}

function idsOf({
  trace_id,
  correlation_id,
}: AlertContext): Pick<Alert, "trace_id" | "correlation_id"> {
  return {
    ...(trace_id && { trace_id: truncate(String(trace_id), 128) }),
    ...(correlation_id && { correlation_id: truncate(String(correlation_id), 256) }),
  };
}
