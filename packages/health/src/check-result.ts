import { type HealthStatus, worstFirst } from "./check.ts";

const longestMessageCharacters = 300;
const longestDetailsCharacters = 65_536;

/** How one run ended, fit to be shown. */
export interface CheckResult {
  readonly status: HealthStatus;
  readonly message?: string;
  readonly details?: Record<string, unknown>;
  /** There were details, which can't be shown. */
  readonly detailsDropped?: true;
}

/** Judges what a check returned. */
export function resultOf(returned: unknown): CheckResult {
  if (returned === undefined) return { status: "healthy" };
  try {
    const { status, message, details } = Object(returned) as Record<string, unknown>;
    const known = worstFirst.find((word) => word === status);
    if (known === undefined)
      return { status: "unhealthy", message: "the check returned neither nothing nor a status" };
    const shown = details === undefined ? undefined : asJson(details);
    return {
      status: known,
      ...(typeof message === "string" && { message: firstLine(message) }),
      ...(shown !== undefined && { details: shown }),
      ...(details !== undefined && shown === undefined && { detailsDropped: true }),
    };
  } catch {
    return { status: "unhealthy", message: "the check returned a result that can't be read" };
  }
}

/** Judges what a check threw. Anything can be thrown, so nothing of it is trusted. */
export function failureOf(thrown: unknown): CheckResult {
  let message = "";
  try {
    message = firstLine(typeof thrown === "string" ? thrown : errorText(thrown));
  } catch {
    // A getter that throws: the words below do.
  }
  return { status: "unhealthy", message: message || "the check failed without a message" };
}

/** The message, with the system's code (`ECONNREFUSED`) that `fetch` and others hide in the cause. */
function errorText(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "";
  const code = codeOf(thrown) ?? codeOf(thrown.cause);
  const text = thrown.message || code || thrown.name;
  return code === undefined || text.includes(code) ? text : `${text.split("\n")[0]} (${code})`;
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

function firstLine(text: string): string {
  const line = text.trimStart().split(/[\r\n\u2028\u2029]/, 1)[0] ?? "";
  const plain = line
    .slice(0, 10 * longestMessageCharacters)
    .replaceAll(/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#]*@/gi, "$1")
    .replaceAll(/([a-z][a-z0-9+.-]{0,20}:\/\/[^\s?#"'<>)]*)[?#][^\s"'<>)]*/gi, "$1")
    .replaceAll(/\p{Cc}/gu, " ")
    .trim();
  return plain.length > longestMessageCharacters
    ? `${plain.slice(0, longestMessageCharacters - 1).replace(/[\uD800-\uDBFF]$/, "")}…`
    : plain;
}

function asJson(details: unknown): Record<string, unknown> | undefined {
  try {
    const text = JSON.stringify(details);
    if (!text.startsWith("{") || text.length > longestDetailsCharacters) return undefined;
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
