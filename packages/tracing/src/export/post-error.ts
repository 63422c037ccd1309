/** Why a request did not deliver. The message is one line and names the origin, nothing else of the URL. */
export class PostError extends Error {
  override readonly name = "PostError";
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** Of the answer, if there was one. */
  readonly status: number | undefined;
  /** How long the other side wants to be left alone, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    {
      retryable = false,
      status,
      retryAfterMs,
    }: {
      readonly retryable?: boolean;
      readonly status?: number;
      readonly retryAfterMs?: number | undefined;
    } = {},
  ) {
    super(message);
    this.retryable = retryable;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * A failed connection in a sentence that people can act on. What Node says of it may hold addresses
 * and parts of certificates, and is not passed on. `collector` begins the sentence.
 */
export function connectionError(collector: string, error: unknown): PostError {
  const code = codeOf(error);
  const tls = tlsReasons[code];
  if (tls !== undefined) return new PostError(`${collector} ${tls}`);
  const reason = reasons[code] ?? `can't be reached${code === "" ? "" : ` (${code})`}`;
  return new PostError(`${collector} ${reason}`, { retryable: true });
}

/** Of several addresses that were tried, the first one's. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  const code = error instanceof Error && "code" in error ? error.code : "";
  return typeof code === "string" ? code : "";
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refused the connection",
  ECONNRESET: "closed the connection without an answer",
  EPIPE: "closed the connection without an answer",
  ETIMEDOUT: "can't be reached: no answer from its host",
  EHOSTUNREACH: "can't be reached: no route to its host",
  ENETUNREACH: "can't be reached: no route to its network",
  ENOTFOUND: "can't be reached: nobody knows its host's name",
  EAI_AGAIN: "can't be reached: its host's name can't be looked up now",
  HPE_INVALID_CONSTANT: "does not speak HTTP",
};

const plainHttp = "does not speak TLS: is it meant to be http?";
const untrusted = "has a certificate of an authority that is not trusted";
const clientCertificate = "wants another client certificate";

/** These don't pass by themselves. https://nodejs.org/docs/latest-v20.x/api/tls.html#x509-certificate-error-codes */
const tlsReasons: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "has a self-signed certificate",
  SELF_SIGNED_CERT_IN_CHAIN: "has a certificate of a self-signed authority that is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_HAS_EXPIRED: "has a certificate that is expired",
  CERT_NOT_YET_VALID: "has a certificate that is not valid yet",
  CERT_REVOKED: "has a certificate that was revoked",
  ERR_TLS_CERT_ALTNAME_INVALID: "has a certificate for another host",
  ERR_SSL_WRONG_VERSION_NUMBER: plainHttp,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: plainHttp,
  ERR_SSL_HTTP_REQUEST: plainHttp,
  EPROTO: "does not speak TLS as it should: is it meant to be http?",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: clientCertificate,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: clientCertificate,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: clientCertificate,
};
