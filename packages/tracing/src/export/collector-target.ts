import { checkEndpoint } from "../endpoint.ts";

export interface CollectorOptions {
  readonly otlpEndpoint?: string;
  readonly otlpTracesEndpoint?: string;
  readonly jaegerEndpoint?: string;
  readonly protocol?: "http/protobuf" | "http/json" | "jaeger";
}

/** Where spans are posted, and in what form. */
export interface CollectorTarget {
  readonly url: URL;
  readonly protocol: "http/protobuf" | "http/json" | "jaeger";
}

const otlpPath = "/v1/traces";
const jaegerPath = "/api/traces";

/**
 * The collectors that the options name, each once.
 *
 * OTLP is spoken to `otlpEndpoint`, unless it is plainly Jaeger's Thrift (port 14268, a path
 * `/api/traces`) and `protocol` doesn't say otherwise; `protocol = "jaeger"` means Thrift. To
 * `jaegerEndpoint` goes Thrift, unless it is plainly OTLP (port 4318, a path `/v1/traces`).
 * `otlpTracesEndpoint` takes the place of `otlpEndpoint` and is used as it is.
 *
 * @throws {TypeError} An endpoint is not an http or https URL; the message names the option.
 */
export function collectorTargets(options: CollectorOptions): CollectorTarget[] {
  const { otlpEndpoint, otlpTracesEndpoint, jaegerEndpoint, protocol } = options;
  const form = protocol === "http/json" ? protocol : "http/protobuf";
  const targets: CollectorTarget[] = [];
  if (otlpTracesEndpoint)
    targets.push({
      url: checkEndpoint("otlpTracesEndpoint", otlpTracesEndpoint),
      protocol: protocol ?? form,
    });
  else if (otlpEndpoint) {
    const url = checkEndpoint("otlpEndpoint", otlpEndpoint);
    const isJaeger = protocol === "jaeger" || (protocol === undefined && isPlainlyJaeger(url));
    targets.push(isJaeger ? jaegerTarget(url) : otlpTarget(url, form));
  }
  if (jaegerEndpoint) {
    const url = checkEndpoint("jaegerEndpoint", jaegerEndpoint);
    targets.push(isPlainlyOtlp(url) ? otlpTarget(url, form) : jaegerTarget(url));
  }
  // Two options may name the same collector, which would get each span twice.
  return targets.filter(
    (target, index) =>
      targets.findIndex(
        ({ url, protocol }) => url.href === target.url.href && protocol === target.protocol,
      ) === index,
  );
}

const isPlainlyJaeger = (url: URL) => url.port === "14268" || endsWith(url, jaegerPath);
const isPlainlyOtlp = (url: URL) => url.port === "4318" || endsWith(url, otlpPath);
const endsWith = ({ pathname }: URL, path: string) => withoutSlash(pathname).endsWith(path);
const withoutSlash = (pathname: string) => pathname.replace(/\/$/, "");

function otlpTarget(url: URL, protocol: "http/protobuf" | "http/json"): CollectorTarget {
  if (!endsWith(url, otlpPath)) url.pathname = withoutSlash(url.pathname) + otlpPath;
  return { url, protocol };
}

function jaegerTarget(url: URL): CollectorTarget {
  if (url.pathname === "/") url.pathname = jaegerPath;
  return { url, protocol: "jaeger" };
}
