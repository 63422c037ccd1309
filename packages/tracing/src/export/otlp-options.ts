import { createPrivateKey, X509Certificate } from "node:crypto";
import type { OtlpOptions } from "../tracing-options.ts";

/**
 * Checks what would otherwise fail with each request.
 *
 * @throws {TypeError} With the option's name, never its value.
 */
export function checkOtlp(otlp: OtlpOptions = {}): void {
  const { headers = {}, compression = "none", timeoutMs = 10_000 } = otlp;
  for (const [name, value] of Object.entries(headers)) checkHeader(name, value);
  if (compression !== "none" && compression !== "gzip")
    throw new TypeError(`otlp.compression is ${String(compression)}, expected "none" or "gzip"`);
  if (!(timeoutMs > 0)) throw new TypeError(`otlp.timeoutMs is ${timeoutMs}, expected more than 0`);
  const { ca, clientCertificate, clientKey } = otlp;
  if (ca !== undefined) checkPem("ca", "certificate", () => new X509Certificate(ca));
  if (clientCertificate !== undefined)
    checkPem("clientCertificate", "certificate", () => new X509Certificate(clientCertificate));
  if (clientKey !== undefined)
    checkPem("clientKey", "private key", () => createPrivateKey(clientKey));
  if ((clientCertificate === undefined) !== (clientKey === undefined))
    throw new TypeError("otlp.clientCertificate and otlp.clientKey go together: one is missing");
}

// https://www.rfc-editor.org/rfc/rfc9110#section-5.1 and 5.5, as Node takes them.
const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const headerValue = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

function checkHeader(name: string, value: string): void {
  if (!headerName.test(name)) throw new TypeError("otlp.headers has a name that is none of HTTP");
  if (!headerValue.test(value))
    throw new TypeError(
      `otlp.headers: the value of ${name} has characters that no header may have`,
    );
}

function checkPem(option: string, what: string, read: () => unknown): void {
  try {
    read();
  } catch {
    throw new TypeError(`otlp.${option} is not a ${what} as PEM text`);
  }
}
