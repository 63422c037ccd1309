import type { DecodedJaegerBatch, DecodedJaegerSpan, JaegerTags } from "./decoded-jaeger.ts";
import type { TypedValue } from "./decoded-otlp.ts";

/** A trace of one process as Jaeger's query API tells it, in which no flags are. */
export interface JaegerTrace extends Omit<DecodedJaegerBatch, "spans"> {
  readonly spans: readonly Omit<DecodedJaegerSpan, "flags">[];
}

interface Tag {
  readonly key: string;
  readonly type: "string" | "int64" | "float64" | "bool" | "binary";
  readonly value: string | number | boolean;
}

interface Answer {
  readonly data: readonly {
    readonly spans: readonly {
      readonly traceID: string;
      readonly spanID: string;
      readonly operationName: string;
      readonly references: readonly {
        readonly refType: "CHILD_OF" | "FOLLOWS_FROM";
        readonly traceID: string;
        readonly spanID: string;
      }[];
      readonly startTime: number;
      readonly duration: number;
      readonly tags: readonly Tag[];
      readonly logs: readonly { readonly timestamp: number; readonly fields: readonly Tag[] }[];
      readonly processID: string;
      readonly warnings: readonly string[] | null;
    }[];
    readonly processes: Readonly<
      Record<string, { readonly serviceName: string; readonly tags: readonly Tag[] }>
    >;
  }[];
}

/**
 * The one trace of one process in an answer of `/api/traces/{id}`, as it would be on the wire.
 *
 * @throws {Error} There are more or fewer, or Jaeger has a warning for a span.
 */
export function jaegerTrace(answer: unknown): JaegerTrace {
  const [trace, more] = (answer as Answer | undefined)?.data ?? [];
  const [process, another] = Object.values(trace?.processes ?? {});
  if (!trace || !process || more || another)
    throw new Error(`not one trace of one process: ${JSON.stringify(answer)}`);
  return {
    service: process.serviceName,
    processTags: tagsOf(process.tags),
    spans: trace.spans.map((span) => {
      if (span.warnings?.length) throw new Error(`Jaeger warns of a span: ${span.warnings}`);
      const parent = span.references.find(({ refType }) => refType === "CHILD_OF");
      return {
        traceId: span.traceID,
        spanId: span.spanID,
        parentSpanId: parent?.spanID ?? "",
        name: span.operationName,
        references: span.references
          .filter((reference) => reference !== parent)
          .map(({ refType, traceID, spanID }) => ({
            type: refType,
            traceId: traceID,
            spanId: spanID,
          })),
        startMicros: String(span.startTime),
        durationMicros: String(span.duration),
        tags: tagsOf(span.tags),
        logs: span.logs.map(({ timestamp, fields }) => ({
          micros: String(timestamp),
          fields: tagsOf(fields),
        })),
      };
    }),
  };
}

const tagsOf = (tags: readonly Tag[] | null): JaegerTags =>
  (tags ?? []).map(({ key, type, value }) => [key, typedValue(type, value)]);

function typedValue(type: Tag["type"], value: Tag["value"]): TypedValue {
  if (type === "int64") return { int: String(value) };
  if (type === "float64") return { double: Number(value) };
  if (type === "bool") return { bool: value === true };
  return type === "binary" ? { bytes: String(value) } : { string: String(value) };
}
