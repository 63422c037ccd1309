import { parseRetryAfter } from "./retry-after.ts";

/** Why a delivery failed. Branch on this, never on the message. */
export type DeliveryErrorCode =
  | "dns"
  | "refused"
  | "tls"
  | "network"
  | "timeout"
  | "redirected"
  | "unauthorized"
  | "rejected"
  | "rate_limited"
  | "unavailable"
  | "library_missing"
  | "dropped"
  | "unknown";

/** Fields of a {@link DeliveryError}. */
export interface DeliveryErrorOptions extends ErrorOptions {
  readonly code: DeliveryErrorCode;
  /** Whether a later attempt may succeed. */
  readonly retryable: boolean;
  /** How long the remote end asked to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** The HTTP status or SMTP reply code, where there was an answer. */
  readonly statusCode?: number | undefined;
}

const marker = Symbol.for("@ettl/alerts/DeliveryError");

/** Thrown by a channel when the remote end did not accept an alert. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  readonly code: DeliveryErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly statusCode?: number;

  /** The message must name no URL, address or password: it ends up in the history. */
  constructor(message: string, options: DeliveryErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.retryable = options.retryable;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
    if (options.statusCode !== undefined) this.statusCode = options.statusCode;
    Object.defineProperty(this, marker, { value: true });
  }

  /** Tells whether a value is a DeliveryError, of this copy of the package or another. */
  static is(value: unknown): value is DeliveryError {
    return typeof value === "object" && value !== null && marker in value;
  }

  /**
   * Describes an HTTP answer that is not a success. 408, 425, 429 and 5xx are retryable,
   * `Retry-After` becomes `retryAfterMs`.
   */
  static fromResponse(response: {
    readonly status: number;
    readonly headers: { get(name: string): string | null };
  }): DeliveryError {
    const { status } = response;
    const retryable = status >= 500 || status === 408 || status === 425 || status === 429;
    return new DeliveryError(`answered ${status}`, {
      code: codeOfStatus(status),
      retryable,
      statusCode: status,
      retryAfterMs: retryable ? parseRetryAfter(response.headers.get("retry-after")) : undefined,
    });
  }
}

function codeOfStatus(status: number): DeliveryErrorCode {
  if (status >= 500) return "unavailable";
  if (status === 429) return "rate_limited";
  if (status === 408) return "timeout";
  if (status === 401 || status === 403) return "unauthorized";
  if (status >= 400) return "rejected";
  if (status >= 300) return "redirected";
  return "unknown";
}
