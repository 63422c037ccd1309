import { type HealthCheck, type HealthStatus, worstFirst } from "../check.ts";

/** What {@link http} takes. */
export interface HttpOptions {
  /** The component's name in the report. */
  readonly name: string;
  /** Credentials in it are sent as `Authorization: Basic`. Of the URL only the origin is shown. */
  readonly url: string;
  /**
   * Milliseconds until the answer must be complete.
   *
   * @default `timeoutMs` of `createHealth`
   */
  readonly timeoutMs?: number;
  /**
   * Sent along, never shown.
   *
   * @default {}
   */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Whether a failure makes the whole unhealthy rather than degraded.
   *
   * @default true
   */
  readonly critical?: boolean;
  /**
   * Makes the request.
   *
   * @default the global `fetch`
   */
  readonly fetch?: typeof globalThis.fetch;
}

const longestBodyBytes = 262_144;

/**
 * Healthy when a GET is answered with 2xx or 3xx; redirects are not followed.
 * A 2xx of another ettl process counts as what it says: degraded stays degraded.
 *
 * @throws {TypeError} when the URL is not an http or https one, or a header is malformed.
 */
export function http(options: HttpOptions): HealthCheck {
  const { name, timeoutMs, critical, fetch = globalThis.fetch } = options;
  const { url, origin, headers } = target(options);
  return {
    name,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(critical !== undefined && { critical }),
    async run(signal) {
      const startMs = performance.now();
      try {
        const response = await fetch(url, { headers, signal, redirect: "manual" });
        const responseTimeMs = Math.round(performance.now() - startMs);
        const reported = await reportedStatus(response);
        const passedOn = response.ok ? reported : undefined;
        const accepted = response.status >= 200 && response.status < 400;
        return {
          status: accepted ? (passedOn ?? "healthy") : "unhealthy",
          message: `${response.status} from ${origin}${passedOn ? `, which reports ${passedOn}` : ""}`,
          details: { status_code: response.status, response_time_ms: responseTimeMs },
        };
      } catch (error) {
        throw new Error(`no answer from ${origin}: ${reasonOf(error)}`, { cause: error });
      }
    },
  };
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
    return new Headers(given);
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

/** The code is enough, and unlike a message it holds nothing of the URL or the headers. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : undefined;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? code : "the request failed";
}

/** The status word of an ettl health JSON, undefined for any other body. */
async function reportedStatus(response: Response): Promise<HealthStatus | undefined> {
  const json = /^application\/(?:[\w.-]+\+)?json\b/i.test(
    response.headers.get("content-type") ?? "",
  );
  if (!json) {
    await response.body?.cancel();
    return undefined;
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop cancels the rest.
    if (bytes > longestBodyBytes) return undefined;
  }
  try {
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { status?: unknown } | null;
    return worstFirst.find((word) => word === body?.status);
  } catch {
    return undefined;
  }
}
