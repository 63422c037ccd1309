import * as z from "zod";

const seconds = z.number().min(0.001).max(3600);
const path = z.string().min(1);

/** Keys of `[tracing]` about OTLP, whichever endpoint it goes to. */
export const otlpFields = {
  otlp_headers: z
    .record(
      z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, "expected the name of a header"),
      // What a header can't hold would fail every batch.
      z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, "expected text without line breaks"),
    )
    .meta({ secret: true })
    .exactOptional()
    .describe("Request headers, such as Authorization."),
  otlp_compression: z
    .enum(["none", "gzip"])
    .default("none")
    .describe("gzip: less to send, at the cost of CPU."),
  otlp_timeout_seconds: seconds.default(10).describe("Seconds that one request may take."),
  otlp_certificate_file: path
    .exactOptional()
    .describe("PEM file of the certificates to trust for https. Default: those of Node."),
  otlp_client_certificate_file: path
    .exactOptional()
    .describe("PEM file of the client's own certificate, for mutual TLS. Default: none.")
    .meta({ examples: ["/etc/ettl/client.pem"] }),
  otlp_client_key_file: path
    .exactOptional()
    .describe("PEM file of the key of otlp_client_certificate_file. Default: none.")
    .meta({ examples: ["/etc/ettl/client.key"] }),
};

type OtlpSection = z.output<z.ZodObject<typeof otlpFields>>;

/** One is of no use without the other, and would only show when the first batch is lost. */
export function refuseHalfAPair(section: OtlpSection, context: z.RefinementCtx): void {
  const pair = ["otlp_client_certificate_file", "otlp_client_key_file"] as const;
  const given = pair.filter((key) => section[key] !== undefined);
  const missing = pair.find((key) => section[key] === undefined);
  if (given.length === 1)
    context.addIssue({ code: "custom", path: given, message: `${missing} is missing` });
}

/** The options of `createTracing`, but for the certificates: they are still files. */
export function otlpOptions(section: OtlpSection) {
  const {
    otlp_headers: headers,
    otlp_certificate_file: ca,
    otlp_client_certificate_file: clientCertificate,
    otlp_client_key_file: clientKey,
  } = section;
  return {
    otlp: {
      ...(headers !== undefined && { headers }),
      compression: section.otlp_compression,
      timeoutMs: section.otlp_timeout_seconds * 1000,
    },
    /** Paths by the option of `otlp` that takes the PEM text. */
    otlpCertificateFiles: {
      ...(ca !== undefined && { ca }),
      ...(clientCertificate !== undefined && { clientCertificate }),
      ...(clientKey !== undefined && { clientKey }),
    },
  };
}
