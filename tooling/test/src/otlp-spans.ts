/** A span as found on the wire. Ids are hex, empty where there is none. */
export interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  /** 0 unset, 1 ok, 2 error. */
  readonly statusCode: number;
  /** String attributes only. */
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Reads the spans of an OTLP/HTTP protobuf body with a decoder of its own, so that the exporter is
 * not its own witness. Field numbers:
 * https://github.com/open-telemetry/opentelemetry-proto/blob/v1.7.0/opentelemetry/proto/trace/v1/trace.proto
 */
export function spansOf(body: Buffer): WireSpan[] {
  return messages(body, 1)
    .flatMap((resourceSpans) => messages(resourceSpans, 2))
    .flatMap((scopeSpans) => messages(scopeSpans, 2))
    .map((span) => ({
      traceId: bytes(span, 1).toString("hex"),
      spanId: bytes(span, 2).toString("hex"),
      parentSpanId: bytes(span, 4).toString("hex"),
      name: bytes(span, 5).toString(),
      statusCode: messages(span, 15).map((status) => number(status, 3))[0] ?? 0,
      attributes: Object.fromEntries(
        messages(span, 9).map((pair) => [
          bytes(pair, 1).toString(),
          messages(pair, 2).map((value) => bytes(value, 1).toString())[0] ?? "",
        ]),
      ),
    }));
}

interface Field {
  readonly number: number;
  readonly value: Buffer | number;
}

function fields(message: Buffer): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) throw new Error("the message ends within a number");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(value);
    }
  };
  while (at < message.length) {
    const tag = varint();
    const wireType = tag & 7;
    if (wireType === 0) found.push({ number: tag >> 3, value: varint() });
    else {
      const length = wireType === 2 ? varint() : wireType === 1 ? 8 : 4;
      found.push({ number: tag >> 3, value: message.subarray(at, at + length) });
      at += length;
    }
  }
  return found;
}

const messages = (message: Buffer, number: number): Buffer[] =>
  fields(message).flatMap((field) =>
    field.number === number && Buffer.isBuffer(field.value) ? [field.value] : [],
  );
const bytes = (message: Buffer, number: number): Buffer =>
  messages(message, number)[0] ?? Buffer.alloc(0);
const number = (message: Buffer, number: number): number => {
  const value = fields(message).find((field) => field.number === number)?.value;
  return typeof value === "number" ? value : 0;
};
