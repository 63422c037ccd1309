import type { Resolver } from "node:dns/promises";

/** The records that can be asked for. */
export type DnsRecordType = "A" | "AAAA" | "CNAME" | "MX" | "NS" | "PTR" | "SRV" | "TXT";

export const recordTypes: readonly DnsRecordType[] = [
  "A",
  "AAAA",
  "CNAME",
  "MX",
  "NS",
  "PTR",
  "SRV",
  "TXT",
];

/** Each record as one line, in the order of the answer. */
export async function recordsOf(
  resolver: Resolver,
  host: string,
  type: DnsRecordType,
): Promise<string[]> {
  switch (type) {
    case "A":
      return await resolver.resolve4(host);
    case "AAAA":
      return await resolver.resolve6(host);
    case "CNAME":
      return await resolver.resolveCname(host);
    case "NS":
      return await resolver.resolveNs(host);
    case "PTR":
      return await resolver.resolvePtr(host);
    case "TXT":
      return (await resolver.resolveTxt(host)).map((parts) => parts.join(""));
    case "MX":
      return (await resolver.resolveMx(host)).map(
        ({ priority, exchange }) => `${priority} ${exchange}`,
      );
    case "SRV":
      return (await resolver.resolveSrv(host)).map(
        ({ priority, weight, port, name }) => `${priority} ${weight} ${port} ${name}`,
      );
  }
}
