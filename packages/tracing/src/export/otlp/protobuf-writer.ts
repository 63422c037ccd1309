/** Below it, a loop over the characters is faster than a call into the runtime. */
const longestLooped = 48;

/**
 * Writes protobuf into one buffer that grows. The length of a message is known only at its end, so
 * its place is kept free: `open` says for how many bytes of length, `close` moves the message in
 * the rare case that the guess was wrong.
 *
 * https://protobuf.dev/programming-guides/encoding/
 */
export class ProtobufWriter {
  #buffer: Buffer;
  #at = 0;

  constructor(expectedBytes: number) {
    this.#buffer = Buffer.allocUnsafe(expectedBytes);
  }

  /** What was written. The writer must not be used after it. */
  finish(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  /** Begins a message, whose length takes `lengthBytes` most of the time. Returns what `close` needs. */
  open(tag: number, lengthBytes: number): number {
    this.#reserve(10);
    this.#tag(tag);
    this.#at += lengthBytes;
    return this.#at;
  }

  close(start: number, lengthBytes: number): void {
    const length = this.#at - start;
    const needed = varintBytes(length);
    if (needed !== lengthBytes) {
      this.#reserve(needed);
      this.#buffer.copyWithin(start - lengthBytes + needed, start, this.#at);
    }
    this.#at = start - lengthBytes;
    this.#varint(length);
    this.#at += length;
  }

  string(tag: number, text: string): void {
    const { length } = text;
    // Three bytes hold any UTF-16 unit as UTF-8.
    this.#reserve(length * 3 + 10);
    this.#tag(tag);
    const start = this.#at;
    if (length <= longestLooped) {
      const buffer = this.#buffer;
      let at = start + 1;
      let index = 0;
      for (; index < length; index++) {
        const unit = text.charCodeAt(index);
        if (unit >= 0x80) break;
        buffer[at++] = unit;
      }
      if (index === length) {
        buffer[start] = length;
        this.#at = at;
        return;
      }
    }
    const guess = varintBytes(length);
    this.#at = start + guess;
    // A surrogate without its other half becomes U+FFFD here.
    this.#at += this.#buffer.write(text, this.#at, "utf8");
    this.close(start + guess, guess);
  }

  /** Hexadecimal digits as the bytes that they stand for. */
  hex(tag: number, digits: string): void {
    const length = digits.length >> 1;
    this.#reserve(length + 10);
    this.#tag(tag);
    this.#varint(length);
    const buffer = this.#buffer;
    let at = this.#at;
    for (let index = 0; index < length; index++)
      buffer[at++] =
        (hexValue(digits.charCodeAt(index * 2)) << 4) | hexValue(digits.charCodeAt(index * 2 + 1));
    this.#at = at;
  }

  /** A whole number from 0 to 2^32 - 1, or nothing for 0: that is what a reader takes for absent. */
  count(tag: number, value: number): void {
    if (value === 0) return;
    this.#reserve(10);
    this.#tag(tag);
    this.#varint(value);
  }

  bool(tag: number, value: boolean): void {
    this.#reserve(6);
    this.#tag(tag);
    this.#buffer[this.#at++] = value ? 1 : 0;
  }

  /** A safe integer as int64: a negative one as two's complement, in ten bytes. */
  int64(tag: number, value: number): void {
    this.#reserve(16);
    this.#tag(tag);
    let low = value >>> 0;
    let high = Math.floor(value / 2 ** 32) >>> 0;
    const buffer = this.#buffer;
    while (high > 0 || low >= 0x80) {
      buffer[this.#at++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    buffer[this.#at++] = low;
  }

  double(tag: number, value: number): void {
    this.#reserve(14);
    this.#tag(tag);
    this.#at = this.#buffer.writeDoubleLE(value, this.#at);
  }

  fixed32(tag: number, value: number): void {
    this.#reserve(10);
    this.#tag(tag);
    this.#word(value);
  }

  /** Nanoseconds since the epoch as fixed64, from whole seconds and nanoseconds. */
  nanoseconds(tag: number, [seconds, nanoseconds]: readonly [number, number]): void {
    this.#reserve(14);
    this.#tag(tag);
    // A second is 1 953 125 × 512 ns, and so many 512 ns are a safe integer until the year 2116.
    const units = Math.trunc(seconds) * 1_953_125;
    let high = Math.floor(units / 2 ** 23);
    let low = (units % 2 ** 23) * 512 + nanoseconds;
    high += Math.floor(low / 2 ** 32);
    low >>>= 0;
    this.#word(low);
    this.#word(high);
  }

  #word(value: number): void {
    const buffer = this.#buffer;
    buffer[this.#at++] = value & 0xff;
    buffer[this.#at++] = (value >>> 8) & 0xff;
    buffer[this.#at++] = (value >>> 16) & 0xff;
    buffer[this.#at++] = value >>> 24;
  }

  #tag(tag: number): void {
    if (tag < 0x80) this.#buffer[this.#at++] = tag;
    else this.#varint(tag);
  }

  #varint(value: number): void {
    const buffer = this.#buffer;
    while (value >= 0x80) {
      buffer[this.#at++] = (value & 0x7f) | 0x80;
      value >>>= 7;
    }
    buffer[this.#at++] = value;
  }

  #reserve(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

function varintBytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}

/** Of a lower or upper case digit. */
function hexValue(unit: number): number {
  return unit <= 0x39 ? unit - 0x30 : (unit | 0x20) - 0x57;
}
