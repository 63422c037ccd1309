import * as z from "zod";

const endpoint = z
  .url({ protocol: /^https?$/, error: "expected an http or https URL" })
  // The URL standard allows it, and nothing can listen there.
  .refine((url) => !URL.canParse(url) || new URL(url).port !== "0", {
    error: "expected a port from 1 to 65535",
  });

/** The `[tracing]` section: snake_case in the file, options of `createTracing` in code. */
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
    sampling_rate: z
      .number()
      .min(0)
      .max(1)
      .default(1)
      .describe("Share of new traces that is recorded. A tenth is enough in production."),
    jaeger_endpoint: endpoint
      .optional()
      .describe("Thrift collector of Jaeger. With both endpoints, both get every span.")
      .meta({ examples: ["http://localhost:14268/api/traces"] }),
    otlp_endpoint: endpoint
      .optional()
      .describe("OTLP/HTTP collector; /v1/traces is appended.")
      .meta({ examples: ["http://localhost:4318"] }),
    otlp_traces_endpoint: endpoint
      .optional()
      .describe("Where spans go by OTLP/HTTP, used as it is, in place of otlp_endpoint.")
      .meta({ examples: ["http://localhost:4318/v1/traces"] }),
  })
  .transform((section) => ({
    enabled: section.enabled,
    serviceName: section.service_name,
    environment: section.environment,
    samplingRate: section.sampling_rate,
    ...(section.service_version !== undefined && { serviceVersion: section.service_version }),
    ...(section.jaeger_endpoint !== undefined && { jaegerEndpoint: section.jaeger_endpoint }),
    ...(section.otlp_endpoint !== undefined && { otlpEndpoint: section.otlp_endpoint }),
    ...(section.otlp_traces_endpoint !== undefined && {
      otlpTracesEndpoint: section.otlp_traces_endpoint,
    }),
  }));

export type TracingConfig = z.output<typeof tracingConfig>;
