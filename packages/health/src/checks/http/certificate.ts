import { isIP } from "node:net";
import { connect } from "node:tls";

/** A server with TLS. */
export interface TlsServer {
  readonly host: string;
  readonly port: number;
}

/** The server of an https URL. */
export function tlsServer(url: URL): TlsServer {
  // URL writes IPv6 addresses in brackets.
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port || 443) };
}

/** When the certificate of a server ends, asked over a connection of its own. */
export function certificateEnd({ host, port }: TlsServer, signal: AbortSignal): Promise<Date> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connect({
      host,
      port,
      ...(isIP(host) === 0 && { servername: host }),
    });
    const aborted = () => socket.destroy(new Error("aborted"));
    signal.addEventListener("abort", aborted, { once: true });
    socket.once("secureConnect", () => {
      const { valid_to } = socket.getPeerCertificate();
      socket.destroy();
      resolve(new Date(valid_to));
    });
    // As `fetch` does it, so that one certificate reads alike whichever of the two is first.
    socket.on("error", (cause) => reject(new Error("the connection failed", { cause })));
    socket.once("close", () => signal.removeEventListener("abort", aborted));
  });
}

/** Node's codes for a certificate that is not accepted, in words. */
const faults: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "certificate has expired",
  CERT_NOT_YET_VALID: "certificate is not valid yet",
  DEPTH_ZERO_SELF_SIGNED_CERT: "certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "certificate is of an issuer not trusted here",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "certificate is of an issuer not trusted here",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "certificate is of an issuer not trusted here",
  ERR_TLS_CERT_ALTNAME_INVALID: "certificate is for another host",
};

/** Why a request failed: a code is enough, and unlike a message it holds nothing of URL or headers. */
export function requestFault(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : undefined;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? (faults[code] ?? code) : "the request failed";
}
