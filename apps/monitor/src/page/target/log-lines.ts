import { createHash } from "node:crypto";
import { shownText } from "../shown-text.ts";
import { type JsonRecord, recordOf, textOf, timeOf } from "./json-record.ts";

/** The levels that can be chosen, each meaning "this and worse". */
export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** One line of a log. */
export interface LogLine {
  /** The same in every answer that has the line. */
  readonly key: string;
  readonly atMs: number | undefined;
  /** As it stands in the line, such as `fatal`. */
  readonly word: string;
  /** What it counts as. */
  readonly level: LogLevel;
  readonly message: string;
  /** What else is in the line, shortly; may be empty. */
  readonly rest: string;
  readonly correlationId: string | undefined;
  readonly traceId: string | undefined;
}

/** What of a log is wanted. */
export interface LogQuery {
  /** @default all */
  readonly level?: LogLevel | undefined;
  /** Within a line; of any case. */
  readonly text?: string | undefined;
  /** The newest so many. */
  readonly limit: number;
}

/** The newest lines that match, oldest first. A line that is no JSON is shown as it is. */
export function logLines(ndjson: string, { level, text, limit }: LogQuery): LogLine[] {
  const lowest = level === undefined ? 0 : logLevels.indexOf(level);
  const wanted = text?.trim().toLowerCase() ?? "";
  const found: LogLine[] = [];
  const times = new Map<string, number>();
  for (const raw of linesFromEnd(ndjson)) {
    if (found.length >= limit) break;
    const line = lineOf(raw);
    if (logLevels.indexOf(line.level) < lowest) continue;
    if (wanted !== "" && !searched(line).includes(wanted)) continue;
    // The very same line may be there more than once.
    const key = createHash("sha1").update(raw).digest("base64url").slice(0, 12);
    const count = times.get(key) ?? 0;
    times.set(key, count + 1);
    found.push({ ...line, key: count === 0 ? key : `${key}-${count}` });
  }
  return found.reverse();
}

/** How many lines carry one of these ids. */
export function linesWith(ndjson: string, ids: readonly (string | undefined)[]): number {
  const known = ids.filter((id) => id !== undefined && id !== "") as string[];
  if (known.length === 0) return 0;
  let count = 0;
  for (const raw of linesFromEnd(ndjson)) {
    if (!known.some((id) => raw.includes(id))) continue;
    const { correlationId, traceId } = lineOf(raw);
    if (known.some((id) => id === correlationId || id === traceId)) count += 1;
  }
  return count;
}

function* linesFromEnd(text: string): Generator<string> {
  let end = text.length;
  while (end > 0) {
    const begin = text.lastIndexOf("\n", end - 1) + 1;
    const line = text.slice(begin, end).trim();
    if (line !== "") yield line;
    end = begin - 1;
  }
}

const searched = ({ word, message, rest, correlationId = "", traceId = "" }: LineText) =>
  `${word} ${message} ${rest} ${correlationId} ${traceId}`.toLowerCase();

const maxMessage = 2_000;
const maxRest = 500;
/** What has its own place in a line, or says nothing to who reads it. */
const placed = new Set(
  "timestamp time level message msg correlation_id trace_id span_id pid hostname error err".split(
    " ",
  ),
);

type LineText = Omit<LogLine, "key">;

function lineOf(raw: string): LineText {
  const fields = fieldsOf(raw);
  if (fields === undefined)
    return {
      ...{ atMs: undefined, word: "", level: "info", rest: "" },
      message: shownText(raw, maxMessage),
      correlationId: undefined,
      traceId: undefined,
    };
  const word = textOf(fields.level) ?? "";
  const atMs = timeOf(fields.timestamp);
  const error = errorText(fields);
  const message = textOf(fields.message) ?? "";
  const says = error !== undefined && !message.includes(error) ? [message, error] : [message];
  return {
    atMs: Number.isNaN(atMs) ? undefined : atMs,
    word: shownText(word, 20),
    level: levelOf(word),
    message: shownText(says.filter(Boolean).join(": "), maxMessage),
    rest: shownText(restOf(fields), maxRest),
    correlationId: idOf(fields.correlation_id),
    traceId: idOf(fields.trace_id),
  };
}

function fieldsOf(raw: string): JsonRecord | undefined {
  try {
    return recordOf(JSON.parse(raw));
  } catch {
    return undefined;
  }
}

function levelOf(word: string): LogLevel {
  if (word === "fatal") return "error";
  if (word === "trace") return "debug";
  return logLevels.find((level) => level === word) ?? "info";
}

const idOf = (value: unknown) => {
  const id = textOf(value);
  return id === undefined ? undefined : shownText(id, 200);
};

function errorText({ error, err }: JsonRecord): string | undefined {
  const found = error ?? err;
  return textOf(found) ?? textOf(recordOf(found)?.message);
}

function restOf(fields: JsonRecord): string {
  return Object.entries(fields)
    .filter(([name, value]) => !placed.has(name) && value !== null)
    .map(([name, value]) => `${name}=${valueText(value)}`)
    .join(" ");
}

function valueText(value: unknown): string {
  if (typeof value !== "object") return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    // Nested too deep.
    return "…";
  }
}
