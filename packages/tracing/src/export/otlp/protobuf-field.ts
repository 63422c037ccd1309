/**
 * The last field of that number in a protobuf message from elsewhere: a number, or bytes. Undefined
 * where there is none, or where the message is none.
 */
export function protobufField(message: Buffer, wanted: number): number | Buffer | undefined {
  let at = 0;
  let found: number | Buffer | undefined;
  const varint = () => {
    let value = 0;
    for (let factor = 1; at < message.length; factor *= 0x80) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    return Number.NaN;
  };
  while (at < message.length) {
    const tag = varint();
    const wireType = tag % 8;
    let value: number | Buffer;
    if (wireType === 0) value = varint();
    else {
      const length =
        wireType === 2 ? varint() : wireType === 1 ? 8 : wireType === 5 ? 4 : Number.NaN;
      value = message.subarray(at, at + length);
      // Also false for what is not a number.
      if (!(value.length === length)) return undefined;
      at += length;
    }
    if (Math.floor(tag / 8) === wanted) found = value;
  }
  return found;
}
