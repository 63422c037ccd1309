import { printable } from "../json-text.ts";

/** Who writes the lines, for formats that say so in each. */
export interface ServiceNames {
  readonly name?: string;
  readonly version?: string;
  readonly environment?: string;
}

// The version whose field names are used: https://www.elastic.co/docs/reference/ecs
const ecsVersion = "8.17.0";

/**
 * Top-level field sets of ECS. In an index that knows them as objects, a line with plain text of
 * that name would be refused, and so be lost.
 * https://www.elastic.co/docs/reference/ecs/ecs-field-reference
 */
const fieldSets: ReadonlySet<string> = new Set(
  "agent as client cloud code_signature container data_stream destination device dll dns ecs elf email entity error event faas file gen_ai geo group hash host http interface log macho network observer orchestrator organization os package pe process registry related risk rule server service source span threat tls trace transaction url user user_agent vlan volume vulnerability x509".split(
    " ",
  ),
);
/** Field sets that hold what the logger itself says; an object of that name would say it again. */
const ownSets: ReadonlySet<string> = new Set(["log", "trace", "span", "service", "ecs"]);
/** Fields of ECS that are plain, but mean something else or are taken. */
const plainFields: ReadonlySet<string> = new Set(["@timestamp", "tags", "labels", "message"]);
/** Elasticsearch's own (`_id`, `_source`), and names with nothing before, between or after dots. */
const refused = /^_|^\s*(?:\.|$)|\.\s*(?:\.|$)/;

type Fields = Record<string, unknown>;

/**
 * A line by the Elastic Common Schema, for Filebeat and Elasticsearch. Own fields stay at the top;
 * one that ECS has as an object goes to `labels`, as does the correlation id.
 */
export function ecs(
  { timestamp, level, message, correlation_id, trace_id, span_id, ...fields }: Readonly<Fields>,
  { name, version, environment }: ServiceNames,
): string {
  // Without a prototype: a caller's field may be named `__proto__`.
  const line: Fields = Object.assign(Object.create(null), {
    "@timestamp": timestamp,
    "log.level": level,
    message,
    "ecs.version": ecsVersion,
  });
  if (name !== undefined) line["service.name"] = name;
  if (version !== undefined) line["service.version"] = version;
  if (environment !== undefined) line["service.environment"] = environment;
  if (trace_id !== undefined) line["trace.id"] = trace_id;
  if (span_id !== undefined) line["span.id"] = span_id;
  const labels: Record<string, string> = Object.create(null);
  if (correlation_id !== undefined) labels.correlation_id = text(correlation_id);
  const errorKey = ["error", "err"].find((key) => Object.hasOwn(fields, key));
  if (errorKey !== undefined) addError(line, fields[errorKey]);
  for (const [key, value] of Object.entries(fields)) {
    if (key === errorKey) continue;
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    const root = key.split(".", 1)[0] ?? key;
    const fits = !fieldSets.has(root) || (isObject && root === key && !ownSets.has(key));
    // One field can't be both a value and an object.
    const isBelow = root !== key && isPlain(fields[root]);
    if (!fits || isBelow || refused.test(key) || plainFields.has(key) || Object.hasOwn(line, key))
      labels[labelName(key)] = text(value);
    else line[key] = value;
  }
  if (Object.keys(labels).length > 0) line.labels = labels;
  return `${printable(JSON.stringify(line))}\n`;
}

function addError(line: Fields, error: unknown): void {
  if (typeof error !== "object" || error === null || Array.isArray(error)) {
    line["error.message"] = text(error);
    return;
  }
  const { type, message, stack, code, ...others } = error as Fields;
  if (type !== undefined) line["error.type"] = text(type);
  if (message !== undefined) line["error.message"] = text(message);
  if (stack !== undefined) line["error.stack_trace"] = text(stack);
  if (code !== undefined) line["error.code"] = text(code);
  if (Object.keys(others).length > 0) line.error_details = others;
}

const isPlain = (value: unknown) =>
  value !== undefined && (typeof value !== "object" || value === null || Array.isArray(value));

const labelName = (key: string) => key.trim().replaceAll(".", "_") || "_";

const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
