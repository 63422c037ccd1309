import type { HealthCheck, HealthCheckSettings } from "../check.ts";
import { addressText, assertAddress } from "./tcp/address.ts";
import { connect, connectionFault } from "./tcp/connect.ts";

/** What {@link tcp} takes. */
export interface TcpOptions extends HealthCheckSettings {
  /** The component's name in the report. */
  readonly name: string;
  /** A host name or an IP address. Shown. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/**
 * Healthy when a TCP connection opens. It is closed at once, and nothing is sent.
 *
 * @throws {TypeError} when host or port can't be one.
 */
export function tcp(options: TcpOptions): HealthCheck {
  const { host, port, ...settings } = options;
  assertAddress(options.name, host, port);
  const address = addressText(host, port);
  return {
    ...settings,
    async run(signal) {
      const startMs = performance.now();
      try {
        await connect(host, port, signal);
      } catch (error) {
        throw new Error(`no connection to ${address}: ${connectionFault(error)}`, { cause: error });
      }
      return {
        status: "healthy",
        message: `connected to ${address}`,
        details: { connect_time_ms: Math.round(performance.now() - startMs) },
      };
    },
  };
}
