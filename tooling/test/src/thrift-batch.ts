/** A batch of spans as Jaeger's collector reads it. Ids are hex; times are microseconds. */
export interface WireBatch {
  readonly serviceName: string;
  readonly processTags: readonly WireTag[];
  readonly spans: readonly WireThriftSpan[];
}

export interface WireThriftSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly flags: number;
  readonly startTime: bigint;
  readonly duration: bigint;
  readonly tags: readonly WireTag[];
  readonly logs: readonly { readonly time: bigint; readonly fields: readonly WireTag[] }[];
  readonly references: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** A whole number is a bigint, a double a number. */
export interface WireTag {
  readonly key: string;
  readonly value: string | number | boolean | bigint;
}

/**
 * Reads a `Batch` in Thrift's binary protocol.
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-binary-protocol.md
 * https://github.com/jaegertracing/jaeger-idl/blob/main/thrift/jaeger.thrift
 *
 * @throws {Error} It is cut off, holds more than one batch, or a text is not UTF-8.
 */
export function thriftBatchOf(body: Buffer): WireBatch {
  const reader = { body, at: 0 };
  const batch = struct(reader);
  if (reader.at !== body.length)
    throw new Error(`${body.length - reader.at} bytes after the batch`);
  const process = batch[1] as Struct;
  return {
    serviceName: text(process[1]),
    processTags: tags(process[2]),
    spans: list(batch[2]).map((span) => ({
      traceId: hex(span[2]) + hex(span[1]),
      spanId: hex(span[3]),
      parentSpanId: hex(span[4]),
      name: text(span[5]),
      references: list(span[6]).map((reference) => ({
        traceId: hex(reference[3]) + hex(reference[2]),
        spanId: hex(reference[4]),
      })),
      flags: span[7] as number,
      startTime: span[8] as bigint,
      duration: span[9] as bigint,
      tags: tags(span[10]),
      logs: list(span[11]).map((log) => ({ time: log[1] as bigint, fields: tags(log[2]) })),
    })),
  };
}

type Value = boolean | number | bigint | Buffer | Value[] | Struct;
interface Struct {
  [field: number]: Value;
}
interface Reader {
  readonly body: Buffer;
  at: number;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const text = (value: Value | undefined) => utf8.decode((value ?? Buffer.alloc(0)) as Buffer);
const list = (value: Value | undefined) => (value ?? []) as Struct[];
const hex = (value: Value | undefined) =>
  BigInt.asUintN(64, value as bigint)
    .toString(16)
    .padStart(16, "0");

// Kinds of tags, and the field that holds the value of each: text, double, bool, long, binary.
const valueFields = [3, 4, 5, 6, 7];

function tags(value: Value | undefined): WireTag[] {
  return list(value).map((tag) => {
    const found = tag[valueFields[tag[2] as number] ?? 0];
    if (found === undefined) throw new Error(`the tag ${text(tag[1])} has no value of its kind`);
    return { key: text(tag[1]), value: Buffer.isBuffer(found) ? text(found) : (found as bigint) };
  });
}

function take(reader: Reader, length: number): Buffer {
  const found = reader.body.subarray(reader.at, reader.at + length);
  if (length < 0 || found.length < length) throw new Error("the batch ends within a field");
  reader.at += length;
  return found;
}

function struct(reader: Reader): Struct {
  const found: Struct = {};
  for (;;) {
    const type = take(reader, 1).readInt8();
    if (type === 0) return found;
    const field = take(reader, 2).readInt16BE();
    found[field] = value(reader, type);
  }
}

function value(reader: Reader, type: number): Value {
  switch (type) {
    case 2:
      return take(reader, 1).readInt8() === 1;
    case 4:
      return take(reader, 8).readDoubleBE();
    case 8:
      return take(reader, 4).readInt32BE();
    case 10:
      return take(reader, 8).readBigInt64BE();
    case 11:
      return take(reader, take(reader, 4).readInt32BE());
    case 12:
      return struct(reader);
    case 15: {
      const elementType = take(reader, 1).readInt8();
      const count = take(reader, 4).readInt32BE();
      return Array.from({ length: count }, () => value(reader, elementType));
    }
    default:
      throw new Error(`no type ${type}`);
  }
}
