/**
 * Why a request to Trakt failed. Branch on this, never on the message.
 *
 * `malformed` is an answer that could not be understood, `http` any other status.
 */
export type TraktErrorCode =
  | "unauthorized"
  | "forbidden"
  | "account_limit"
  | "locked"
  | "vip_only"
  | "rate_limited"
  | "server_error"
  | "network"
  | "timeout"
  | "malformed"
  | "http";

export interface TraktErrorDetails {
  readonly code: TraktErrorCode;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** Absent when there was no complete answer. */
  readonly status?: number;
  /** How long the server asked to wait. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A request to Trakt that failed; the message says what, where and what to do, without secrets. */
export class TraktError extends Error {
  override readonly name = "TraktError";
  readonly code: TraktErrorCode;
  readonly retryable: boolean;
  readonly status?: number;
  readonly retryAfterMs?: number;

  constructor(
    message: string,
    { code, retryable, status, retryAfterMs, cause }: TraktErrorDetails,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryable = retryable;
    if (status !== undefined) this.status = status;
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
  }
}
