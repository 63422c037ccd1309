import type { HealthCheck, HealthCheckSettings } from "../check.ts";
import { certificateEnd, requestFault } from "./http/certificate.ts";
import { assertLimits, type Limits, violatedLimit } from "./http/limits.ts";
import { addressText, assertAddress } from "./tcp/address.ts";

/** What {@link certificate} takes. */
export interface CertificateOptions extends HealthCheckSettings {
  /** The component's name in the report. */
  readonly name: string;
  /** A host name or an IP address; the certificate must be for it. Shown. */
  readonly host: string;
  /** @default 443 */
  readonly port?: number;
  /**
   * Days at least that the certificate is valid.
   *
   * @default { degraded: 21, unhealthy: 7 }
   */
  readonly expiresAfterDays?: Limits;
}

const dayMs = 86_400_000;

/**
 * Healthy when a server with TLS, of whatever protocol, has a certificate that is trusted, is for
 * its host, and is valid for long enough. Nothing is sent beyond the handshake.
 *
 * @throws {TypeError} when host, port or a limit can't be one.
 */
export function certificate(options: CertificateOptions): HealthCheck {
  const { name, host, port = 443, ...more } = options;
  const { expiresAfterDays = { degraded: 21, unhealthy: 7 }, ...settings } = more;
  assertAddress(name, host, port);
  assertLimits(expiresAfterDays, `health check ${JSON.stringify(name)}: expiresAfterDays`);
  const address = addressText(host, port);
  return {
    ...settings,
    name,
    async run(signal) {
      const end = await certificateEnd({ host, port }, signal).catch((error: unknown) => {
        throw new Error(`no certificate from ${address}: ${requestFault(error)}`, { cause: error });
      });
      const left = Math.floor((end.getTime() - Date.now()) / dayMs);
      const violated = violatedLimit(expiresAfterDays, (least) => left < least);
      const ends = `certificate of ${address} expires in ${left} days`;
      return {
        status: violated?.status ?? "healthy",
        message: violated ? `${ends}, expected at least ${violated.limit}` : ends,
        details: { certificate_expires_at: end.toISOString() },
      };
    },
  };
}
