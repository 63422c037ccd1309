import type { Attributes, AttributeValue, HrTime } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";

/** Encodes spans of one resource as a Thrift `Batch` of Jaeger. */
export type EncodeBatch = (spans: readonly ReadableSpan[]) => Buffer;

/** What a tag is made of; the library fills in all of it, whatever the kind. */
interface Tag {
  readonly key: string;
  readonly vType: string;
  readonly vStr?: string;
  readonly vDouble?: number;
  readonly vBool?: boolean;
  readonly vLong?: Buffer;
}

interface ThriftUtils {
  readonly getThriftTags: (tags: readonly { key: string; value: unknown }[]) => Tag[];
  readonly _thrift: {
    readonly Batch: {
      readonly rw: { toBuffer(batch: object): { readonly err?: Error; readonly value: Buffer } };
    };
  };
}

/**
 * Loads the parts of the library that turn spans into Thrift. Its exporter is left alone: it reads
 * the environment, logs to the console, has no deadline and keeps a failed batch's spans.
 *
 * @throws {Error} It is not installed.
 */
export async function loadEncodeBatch(): Promise<EncodeBatch> {
  const [{ spanToThrift }, { ThriftUtils: thriftUtils }] = await Promise.all([
    import("@opentelemetry/exporter-jaeger/build/src/transform.js"),
    import("@opentelemetry/exporter-jaeger/build/src/types.js"),
  ]).catch((cause: unknown) => {
    throw new Error(
      "spans for Jaeger need @opentelemetry/exporter-jaeger 2. Install it: npm install @opentelemetry/exporter-jaeger@2",
      { cause },
    );
  });
  const { getThriftTags, _thrift } = thriftUtils as ThriftUtils;

  return (spans) => {
    const { err, value } = _thrift.Batch.rw.toBuffer({
      process: processOf(spans[0]?.resource.attributes ?? {}, getThriftTags),
      spans: spans.map((span) => {
        const made = spanToThrift(thriftReady(span));
        const logs = made.logs.map(({ timestamp, fields }) => ({
          timestamp,
          fields: fields.map(slimTag),
        }));
        return { ...made, tags: made.tags.filter(isSaid).map(slimTag), logs };
      }),
    });
    if (err) throw new Error("a batch can't be encoded as Thrift", { cause: err });
    return value;
  };
}

/** Attributes of the resource, once for all spans. */
function processOf(attributes: Attributes, getThriftTags: ThriftUtils["getThriftTags"]) {
  const { "service.name": serviceName = "unknown_service", ...others } = flat(attributes);
  const tags = Object.entries(others).map(([key, value]) => ({ key, value }));
  return { serviceName: String(serviceName), tags: getThriftTags(tags).map(slimTag) };
}

/** The span as the library should see it, where it would otherwise repeat, round or garble. */
function thriftReady(span: ReadableSpan): ReadableSpan {
  const context = span.spanContext();
  const traceState = context.traceState?.serialize();
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => context,
    ...(span.parentSpanContext && { parentSpanContext: span.parentSpanContext }),
    startTime: wholeMicroseconds(span.startTime),
    endTime: span.endTime,
    duration: wholeMicroseconds(span.duration),
    status: span.status,
    attributes: {
      ...flat(span.attributes),
      ...(traceState && { "w3c.tracestate": traceState }),
    },
    links: span.links,
    events: span.events.map(({ time, attributes, ...event }) => ({
      ...event,
      time: withinMicrosecond(time),
      ...(attributes && { attributes: flat(attributes) }),
    })),
    ended: span.ended,
    // It would be repeated on each span.
    resource: { ...span.resource, attributes: {} },
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

/**
 * Without lists, which Jaeger does not have: they become JSON.
 * https://opentelemetry.io/docs/specs/otel/common/#attribute
 */
function flat(attributes: Attributes): Record<string, Exclude<AttributeValue, readonly unknown[]>> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([key, value]) =>
      value === undefined || value === null
        ? []
        : [[key, typeof value === "object" ? JSON.stringify(value) : value]],
    ),
  );
}

/** Microseconds are counted in a double: with a fraction the last one would be off now and then. */
function wholeMicroseconds([seconds, nanoseconds]: HrTime): HrTime {
  return [seconds, Math.floor(nanoseconds / 1000) * 1000];
}

/** A time of an event goes through a fraction of milliseconds and is cut: its middle survives that. */
function withinMicrosecond(time: HrTime): HrTime {
  const [seconds, nanoseconds] = wholeMicroseconds(time);
  return [seconds, nanoseconds + 500];
}

/** A scope without a version is not one of version "undefined". */
const isSaid = ({ key, vStr }: Tag) => key !== "otel.library.version" || vStr !== "undefined";

/** Only the value that counts is sent, and a whole number as one. */
function slimTag({ key, vType, vStr, vDouble, vBool }: Tag): Tag {
  if (vType === "DOUBLE" && vDouble !== undefined) {
    if (!Number.isSafeInteger(vDouble) || Object.is(vDouble, -0)) return { key, vType, vDouble };
    const vLong = Buffer.allocUnsafe(8);
    vLong.writeBigInt64BE(BigInt(vDouble));
    return { key, vType: "LONG", vLong };
  }
  if (vType === "BOOL" && vBool !== undefined) return { key, vType, vBool };
  return { key, vType, vStr: vStr ?? "" };
}
