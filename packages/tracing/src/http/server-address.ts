import type { Attributes } from "@opentelemetry/api";

const defaultPorts: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };

/** The host and port of a URL as attributes, an IPv6 address without its brackets. */
export function serverAddress({ hostname, port, protocol }: URL): Attributes {
  const number = port === "" ? defaultPorts[protocol] : Number(port);
  return {
    "server.address": hostname.replace(/^\[(.*)\]$/, "$1"),
    ...(number !== undefined && { "server.port": number }),
  };
}
