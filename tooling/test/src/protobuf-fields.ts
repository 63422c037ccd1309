/** A field of a protobuf message: a varint as a whole number, everything else as its bytes. */
export interface Field {
  readonly number: number;
  readonly value: Buffer | bigint;
}

/**
 * Reads a protobuf message without knowing what is in it, so that no writer is its own witness.
 *
 * @throws {Error} It ends within a field, or holds what protobuf does not know.
 */
export function fieldsOf(message: Buffer): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined || shift > 63n) throw new Error("the message ends within a number");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = Number(varint());
    const wireType = tag & 7;
    if (wireType === 0) found.push({ number: tag >> 3, value: varint() });
    else {
      const length = lengths[wireType] ?? Number(varint());
      if (![1, 2, 5].includes(wireType)) throw new Error(`no wire type ${wireType}`);
      if (at + length > message.length) throw new Error("the message ends within a field");
      found.push({ number: tag >> 3, value: message.subarray(at, at + length) });
      at += length;
    }
  }
  return found;
}

const lengths: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** One message, asked for its fields by number. What is absent has protobuf's default. */
export interface Message {
  /** Each field of that number, as it is. */
  all(number: number): Buffer[];
  messages(number: number): Message[];
  has(number: number): boolean;
  bytes(number: number): Buffer;
  /** @throws {TypeError} It is not UTF-8. */
  text(number: number): string;
  /** As unsigned 64-bit number. */
  varint(number: number): bigint;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function readMessage(body: Buffer): Message {
  const fields = fieldsOf(body);
  const last = (number: number) => fields.findLast((field) => field.number === number)?.value;
  const bytes = (number: number) => {
    const value = last(number);
    return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
  };
  const all = (number: number) =>
    fields.flatMap((field) =>
      field.number === number && Buffer.isBuffer(field.value) ? [field.value] : [],
    );
  return {
    all,
    messages: (number) => all(number).map(readMessage),
    has: (number) => last(number) !== undefined,
    bytes,
    text: (number) => utf8.decode(bytes(number)),
    varint: (number) => {
      const value = last(number);
      return typeof value === "bigint" ? value : 0n;
    },
  };
}
