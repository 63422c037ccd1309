import type { HealthCheck, HealthCheckSettings } from "../check.ts";
import { addressText, assertAddress } from "./tcp/address.ts";
import { connect, connectionFault } from "./tcp/connect.ts";

/** What {@link connectivity} takes. */
export interface ConnectivityOptions extends HealthCheckSettings {
  /**
   * The component's name in the report.
   *
   * @default "connectivity"
   */
  readonly name?: string;
  /**
   * Where to connect to, `host:port` or `[IPv6 address]:port`. Addresses rather than names, so that
   * a fault of DNS is told apart.
   *
   * @default ["1.1.1.1:443", "8.8.8.8:443", "9.9.9.9:443", "[2606:4700:4700::1111]:443"]
   */
  readonly targets?: readonly string[];
}

/**
 * Healthy when this machine can open a TCP connection to any of some well-known addresses.
 *
 * Checks of others say `dependsOn: ["connectivity"]`, so that nobody is blamed while this machine
 * is offline. Not critical by default: being offline degrades the whole.
 *
 * @throws {TypeError} when there is no target, or one is not `host:port`.
 */
export function connectivity(options: ConnectivityOptions = {}): HealthCheck {
  const { name = "connectivity", targets = wellKnown, ...settings } = options;
  const addresses = parsed(name, targets);
  return {
    critical: false,
    ...settings,
    name,
    async run(signal) {
      const others = new AbortController();
      const either = AbortSignal.any([signal, others.signal]);
      const attempts = addresses.map(async ({ host, port, text }) => {
        try {
          await connect(host, port, either);
          return text;
        } catch (error) {
          throw new Error(`${text} (${connectionFault(error)})`, { cause: error });
        }
      });
      try {
        const reached = await Promise.any(attempts);
        return { status: "healthy", message: `connected to ${reached}` };
      } catch (error) {
        const faults = error instanceof AggregateError ? (error.errors as Error[]) : [];
        const told = faults.map((fault) => fault.message).join(", ");
        throw new Error(`offline: no connection to ${told}`, { cause: error });
      } finally {
        others.abort();
        // The run ends when its sockets have.
        await Promise.allSettled(attempts);
      }
    },
  };
}

const wellKnown = ["1.1.1.1:443", "8.8.8.8:443", "9.9.9.9:443", "[2606:4700:4700::1111]:443"];

function parsed(name: string, targets: readonly string[]) {
  const where = `health check ${JSON.stringify(name)}`;
  if (targets.length === 0) throw new TypeError(`${where}: targets must name at least one`);
  return targets.map((target) => {
    const [, ipv6, other, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(target) ?? [];
    const host = ipv6 ?? other;
    if (host === undefined)
      throw new TypeError(`${where}: target ${JSON.stringify(target)} must be host:port`);
    const port = Number(digits);
    assertAddress(name, host, port);
    return { host, port, text: addressText(host, port) };
  });
}
