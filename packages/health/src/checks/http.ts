import {
  type HealthCheck,
  type HealthCheckSettings,
  type HealthStatus,
  worstFirst,
} from "../check.ts";
import { bodyText, parsedJson } from "./http/body.ts";
import { requestFault } from "./http/certificate.ts";
import { type HttpConditions, httpConditions } from "./http/conditions.ts";

export type { HttpConditions } from "./http/conditions.ts";
export type { Limits } from "./http/limits.ts";

/** What {@link http} takes. */
export interface HttpOptions extends HealthCheckSettings {
  /** The component's name in the report. */
  readonly name: string;
  /** Credentials in it are sent as `Authorization: Basic`. Of the URL only the origin is shown. */
  readonly url: string;
  /** @default "GET", or "POST" when there is a body */
  readonly method?: string;
  /**
   * Sent along, never shown.
   *
   * @default {}
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent along, never shown. */
  readonly body?: string;
  /**
   * What the answer must be like.
   *
   * @default the status is 2xx or 3xx
   */
  readonly conditions?: HttpConditions;
  /**
   * Whether a 2xx of another ettl process counts as the status that it reports of itself.
   *
   * @default "passed-on"
   */
  readonly reported?: "passed-on" | "ignored";
  /**
   * Makes the request.
   *
   * @default the global `fetch`
   */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Healthy when the answer to a request fulfils its conditions; redirects are not followed.
 * A 2xx of another ettl process counts as what it says: degraded stays degraded.
 *
 * @throws {TypeError} when the URL is not an http or https one, or a header or condition is malformed.
 */
export function http(options: HttpOptions): HealthCheck {
  const { name, url: _url, headers: _headers, body, conditions = {}, ...more } = options;
  const { reported = "passed-on", fetch = globalThis.fetch, method, ...settings } = more;
  const { url, origin, headers } = target(options);
  const judge = httpConditions(
    conditions,
    new URL(url),
    `health check ${JSON.stringify(name)}: conditions`,
  );
  const init = {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers,
    redirect: "manual" as const,
    ...(body !== undefined && { body }),
  };
  return {
    ...settings,
    name,
    async run(signal) {
      const startMs = performance.now();
      try {
        const [response, certificateEnd] = await Promise.all([
          fetch(url, { ...init, signal }),
          judge.certificateEnd(signal),
        ]);
        const responseTimeMs = Math.round(performance.now() - startMs);
        const passesOn = reported === "passed-on" && response.ok && isJson(response);
        const text = judge.readsBody || passesOn ? await bodyText(response) : undefined;
        if (!response.bodyUsed) await response.body?.cancel();
        const { status } = response;
        const found = judge.violations({ status, responseTimeMs, text, certificateEnd });
        const said = passesOn ? reportedStatus(text) : undefined;
        const statuses = [...found.map((violation) => violation.status), said ?? "healthy"];
        const faults = found.map(({ message }) => message).filter(Boolean);
        return {
          status: worstFirst.find((word) => statuses.includes(word)) ?? "healthy",
          message:
            [`${status} from ${origin}`, ...(faults.length > 0 ? [faults.join("; ")] : [])].join(
              ": ",
            ) + (said ? `, which reports ${said}` : ""),
          details: {
            status_code: status,
            response_time_ms: responseTimeMs,
            ...(certificateEnd && { certificate_expires_at: certificateEnd.toISOString() }),
          },
        };
      } catch (error) {
        throw new Error(`no answer from ${origin}: ${requestFault(error)}`, { cause: error });
      }
    },
  };
}

const isJson = ({ headers }: Response) =>
  /^application\/(?:[\w.-]+\+)?json\b/i.test(headers.get("content-type") ?? "");

/** The status word of an ettl health JSON, undefined for any other body. */
function reportedStatus(text: string | undefined): HealthStatus | undefined {
  const body = parsedJson(text) as { readonly status?: unknown } | null | undefined;
  return worstFirst.find((word) => word === body?.status);
}

function target({ name, url, headers: given = {} }: HttpOptions) {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "http:" && parsed?.protocol !== "https:")
    throw new TypeError(`health check ${JSON.stringify(name)}: url must be an http or https URL`);
  const headers = headersOf(name, given);
  const { username, password, origin } = parsed;
  // fetch refuses a URL with credentials, in an error that shows them.
  parsed.username = "";
  parsed.password = "";
  if ((username || password) && !headers.has("authorization")) {
    const credentials = Buffer.from(`${decoded(username)}:${decoded(password)}`);
    headers.set("authorization", `Basic ${credentials.toString("base64")}`);
  }
  return { url: parsed.href, origin, headers };
}

/** Node's own error would show the value. */
function headersOf(name: string, given: Readonly<Record<string, string>>): Headers {
  try {
    // Headers would take in whatever property there is: the configuration hides theirs by some more.
    return new Headers(Object.entries(given));
  } catch {
    throw new TypeError(`health check ${JSON.stringify(name)}: a header is not a valid one`);
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
