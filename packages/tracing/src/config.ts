import * as z from "zod";
import { batchFields, batchOptions, refuseLargeBatches } from "./batch.config.ts";
import { limitFields, limitOptions } from "./limits.config.ts";
import { otlpFields, otlpOptions, refuseHalfAPair } from "./otlp.config.ts";

const endpoint = z
  .url({ protocol: /^https?$/, error: "expected an http or https URL" })
  // The URL standard allows it, and nothing can listen there.
  .refine((url) => !URL.canParse(url) || new URL(url).port !== "0", {
    error: "expected a port from 1 to 65535",
  });

const baggageHost = z
  .string()
  .regex(
    /^(?:\*|(?:(?:\*\.)?[^\s/:@*?#[\]]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?)$/,
    "expected a host, such as api.internal, *.internal or 127.0.0.1:8080",
  );

/** Attributes of the resource that have keys of their own, which win. */
const ownKeys: ReadonlyMap<string, string> = new Map([
  ["service.name", "service_name"],
  ["service.version", "service_version"],
  ["deployment.environment.name", "environment"],
]);

const resourceAttributes = z.record(z.string().min(1), z.string()).superRefine((table, context) => {
  for (const name of Object.keys(table)) {
    const key = ownKeys.get(name);
    if (key !== undefined)
      context.addIssue({ code: "custom", path: [name], message: `has a key of its own, ${key}` });
  }
});

/**
 * The `[tracing]` section: snake_case in the file, in code the options of `createTracing`, with
 * `enabled` beside them, and `otlpCertificateFiles`, whose texts are options of `otlp`.
 */
export const tracingConfig = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Whether spans are recorded."),
    service_name: z
      .string()
      .min(1)
      .default("export-trakt-letterboxd")
      .describe("service.name of every span."),
    service_version: z
      .string()
      .min(1)
      .optional()
      .describe("service.version of every span. Default: the version of the program."),
    environment: z
      .string()
      .min(1)
      .default("production")
      .describe("deployment.environment.name of every span."),
    resource_attributes: resourceAttributes
      .exactOptional()
      .describe("Further attributes of the resource, the same for every span.")
      .meta({ examples: [{ "service.namespace": "shop" }] }),
    sampling_rate: z
      .number()
      .min(0)
      .max(1)
      .default(1)
      .describe("Share of new traces that is recorded. A tenth is enough in production."),
    jaeger_endpoint: endpoint
      .optional()
      .describe(
        "Thrift collector of Jaeger; port 4318 or a path /v1/traces mean its OTLP. With both endpoints, both get every span.",
      )
      .meta({ examples: ["http://localhost:14268/api/traces"] }),
    otlp_endpoint: endpoint
      .optional()
      .describe("OTLP/HTTP collector; /v1/traces is appended.")
      .meta({ examples: ["http://localhost:4318"] }),
    otlp_traces_endpoint: endpoint
      .optional()
      .describe("Where spans go by OTLP/HTTP, used as it is, in place of otlp_endpoint.")
      .meta({ examples: ["http://localhost:4318/v1/traces"] }),
    protocol: z
      .enum(["http/protobuf", "http/json", "jaeger"])
      .exactOptional()
      .describe(
        "What otlp_endpoint speaks: http/protobuf, http/json or jaeger (Thrift). Default: jaeger if its path ends in /api/traces or its port is 14268, else http/protobuf.",
      ),
    ...otlpFields,
    ...batchFields,
    ...limitFields,
    propagators: z
      .array(z.enum(["tracecontext", "baggage"]))
      .default(["tracecontext", "baggage"])
      .describe("What is read from requests and put into them: tracecontext, baggage."),
    baggage_hosts: z
      .array(baggageHost)
      .default([])
      .describe(
        "Hosts whose requests carry baggage, the correlation id with it: api.internal, *.internal, 127.0.0.1:8080, or * for any.",
      ),
    recent_spans: z
      .int()
      .min(0)
      .max(100_000)
      .default(1000)
      .describe("Ended spans remembered for /telemetry/traces; 0: none."),
    register: z
      .boolean()
      .default(false)
      .describe("Whether other instrumentation finds ettl through OpenTelemetry's global API."),
    exception_signal: z
      .enum(["events", "logs", "logs/dup"])
      .default("events")
      .describe("Where errors of spans go: events of the span, log lines, or both (logs/dup)."),
  })
  .superRefine(refuseLargeBatches)
  .superRefine(refuseHalfAPair)
  .transform((section) => ({
    enabled: section.enabled,
    serviceName: section.service_name,
    environment: section.environment,
    samplingRate: section.sampling_rate,
    ...otlpOptions(section),
    batch: batchOptions(section),
    limits: limitOptions(section),
    propagators: section.propagators,
    baggageHosts: section.baggage_hosts,
    recentSpans: section.recent_spans,
    register: section.register,
    exceptionSignal: section.exception_signal,
    ...(section.protocol !== undefined && { protocol: section.protocol }),
    ...(section.resource_attributes !== undefined && {
      resourceAttributes: section.resource_attributes,
    }),
    ...(section.service_version !== undefined && { serviceVersion: section.service_version }),
    ...(section.jaeger_endpoint !== undefined && { jaegerEndpoint: section.jaeger_endpoint }),
    ...(section.otlp_endpoint !== undefined && { otlpEndpoint: section.otlp_endpoint }),
    ...(section.otlp_traces_endpoint !== undefined && {
      otlpTracesEndpoint: section.otlp_traces_endpoint,
    }),
  }));

/** The `[tracing]` section as code has it. */
export type TracingConfig = z.output<typeof tracingConfig>;
