import { Resolver } from "node:dns/promises";
import type { HealthCheck, HealthCheckSettings } from "../check.ts";
import { type DnsRecordType, recordsOf, recordTypes } from "./dns/records.ts";

export type { DnsRecordType } from "./dns/records.ts";

/** What {@link dns} takes. */
export interface DnsOptions extends HealthCheckSettings {
  /** The component's name in the report. */
  readonly name: string;
  /** The domain name to resolve. `/etc/hosts` is not read: DNS is asked. */
  readonly host: string;
  /**
   * The records to ask for.
   *
   * @default "A"
   */
  readonly type?: DnsRecordType;
  /**
   * IP address of the server to ask, with a port where it is not 53: `10.0.0.2:5353`,
   * `[fd00::2]:5353`.
   *
   * @default the servers of this machine
   */
  readonly server?: string;
  /**
   * What must be among the records; all of it. An MX record reads `10 mail.example.org`, an SRV
   * record `priority weight port name`.
   *
   * @default any record will do
   */
  readonly expect?: string | readonly string[];
}

const mostRecordsShown = 20;

/**
 * Healthy when a name has records of a type in DNS, and the expected ones are among them.
 *
 * @throws {TypeError} when the host is no name, the type is not known, or the server is no IP address.
 */
export function dns(options: DnsOptions): HealthCheck {
  const { host, type = "A", server, expect = [], ...settings } = options;
  assertOptions(options.name, host, type, server);
  const expected = [expect].flat().map(comparable);
  return {
    ...settings,
    async run(signal) {
      signal.throwIfAborted();
      const startMs = performance.now();
      // A new one each time, because it reads the machine's servers once.
      const resolver = resolverOf(server);
      const cancel = () => resolver.cancel();
      signal.addEventListener("abort", cancel, { once: true });
      try {
        const records = await recordsOf(resolver, host, type);
        const found = new Set(records.map(comparable));
        const missing = expected.filter((record) => !found.has(record));
        const has = `${host} has ${type} ${records.slice(0, mostRecordsShown).join(", ")}`;
        return {
          status: missing.length === 0 ? "healthy" : "unhealthy",
          message: missing.length === 0 ? has : `${has}, expected ${missing.join(", ")}`,
          details: {
            records: records.slice(0, mostRecordsShown),
            response_time_ms: Math.round(performance.now() - startMs),
          },
        };
      } catch (error) {
        return { status: "unhealthy", message: faultText(error, host, type) };
      } finally {
        signal.removeEventListener("abort", cancel);
      }
    },
  };
}

function assertOptions(name: string, host: string, type: string, server: string | undefined) {
  const where = `health check ${JSON.stringify(name)}`;
  if (typeof host !== "string" || !/^[^\s/@?#:]{1,253}$/.test(host))
    throw new TypeError(`${where}: host must be a domain name`);
  if (!recordTypes.some((known) => known === type))
    throw new TypeError(
      `${where}: type is ${JSON.stringify(type)}, must be one of ${recordTypes.join(", ")}`,
    );
  try {
    resolverOf(server);
  } catch {
    throw new TypeError(
      `${where}: server is ${JSON.stringify(server)}, must be an IP address, with or without a port`,
    );
  }
}

function resolverOf(server: string | undefined): Resolver {
  const resolver = new Resolver();
  if (server !== undefined) resolver.setServers([server]);
  return resolver;
}

/** Domain names are the same in either case, with a dot at the end or without one. */
function comparable(record: string): string {
  return record.toLowerCase().replace(/\.$/, "");
}

function faultText(error: unknown, host: string, type: string): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOTFOUND":
      return `NXDOMAIN: ${host} does not exist`;
    case "ENODATA":
      return `NODATA: ${host} has no ${type} record`;
    case "ESERVFAIL":
      return `SERVFAIL: ${host} can't be resolved`;
    case "EREFUSED":
      return `REFUSED: the server does not answer for ${host}`;
    case "ETIMEOUT":
    case "ECONNREFUSED":
      return `no DNS server answers for ${host}: ${code}`;
    default:
      return `${host} can't be resolved: ${typeof code === "string" ? code : "the query failed"}`;
  }
}
