import { DeliveryError, type DeliveryErrorCode } from "../delivery-error.ts";
import { toDeliveryError } from "../to-delivery-error.ts";

const codes: Readonly<Record<string, readonly [DeliveryErrorCode, retryable: boolean]>> = {
  EDNS: ["dns", true],
  ETLS: ["tls", false],
  EREQUIRETLS: ["tls", false],
  ETIMEDOUT: ["timeout", true],
  ECONNECTION: ["network", true],
  EPROTOCOL: ["network", true],
  EAUTH: ["unauthorized", false],
  ENOAUTH: ["unauthorized", false],
  EENVELOPE: ["rejected", false],
  EMESSAGE: ["rejected", false],
  ECONFIG: ["rejected", false],
};

/**
 * Describes what nodemailer threw: a 4xx reply is worth another attempt, a 5xx is not. The server's
 * words are left out, they may repeat addresses.
 */
export function smtpError(error: unknown): DeliveryError {
  if (DeliveryError.is(error) || !(error instanceof Error)) return toDeliveryError(error);
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const [known, retryable] = (typeof code === "string" && codes[code]) || [];
  if (typeof responseCode === "number" && responseCode >= 400) {
    // 503 is about the state of this connection; another one may do.
    const temporary = (responseCode < 500 && known !== "tls") || responseCode === 503;
    const kind = known === "tls" || known === "unauthorized" ? known : undefined;
    return new DeliveryError(`server answered ${responseCode}`, {
      code: kind ?? (temporary ? "unavailable" : "rejected"),
      retryable: temporary,
      statusCode: responseCode,
    });
  }
  if (code === "ESOCKET") return toDeliveryError({ code: socketCodeOf(error) });
  if (known === undefined || retryable === undefined) return toDeliveryError(error);
  return new DeliveryError(String(code), { code: known, retryable });
}

/** nodemailer puts its own code over the system's, and keeps that one; older ones in the message. */
function socketCodeOf(error: Error): string {
  if ("originalCode" in error && typeof error.originalCode === "string") return error.originalCode;
  return /\b(?:E[A-Z]{4,}|[A-Z]+(?:_[A-Z0-9]+)+)\b/.exec(error.message)?.[0] ?? "ESOCKET";
}
