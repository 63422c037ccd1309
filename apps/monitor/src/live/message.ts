/** One message to all clients, written out once. */
export interface LiveMessage {
  /** Where a client that saw it goes on; a message without one can't be missed. */
  readonly id?: string | undefined;
  readonly type: string;
  /** Its JSON, which is the end of `frame` and shares its memory. */
  readonly payload: Buffer;
  /** The JSON as an unmasked WebSocket text frame. */
  readonly frame: Buffer;
}

/** The two ways to listen. */
export type ClientKind = "websocket" | "sse";

/** A ping frame without a payload. https://www.rfc-editor.org/rfc/rfc6455#section-5.5.2 */
export const pingFrame: Buffer = Buffer.from([0x89, 0]);

/**
 * Writes out one message.
 *
 * @throws {TypeError} A field can't be written as JSON.
 */
export function liveMessage(
  type: string,
  { id, ...fields }: { readonly id?: string | undefined; readonly [field: string]: unknown },
): LiveMessage {
  const text = JSON.stringify({ ...(id !== undefined && { id }), type, ...fields });
  return { id, type, ...framed(text) };
}

/** One message of rows that are JSON already. */
export function ticksMessage(at: string, rows: readonly string[]): LiveMessage {
  return { type: "ticks", ...framed(`{"type":"ticks","at":"${at}","data":[${rows.join(",")}]}`) };
}

/** https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
function framed(text: string): Pick<LiveMessage, "payload" | "frame"> {
  const length = Buffer.byteLength(text);
  const headerLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafeSlow(headerLength + length);
  frame[0] = 0x81;
  frame[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (headerLength === 4) frame.writeUInt16BE(length, 2);
  if (headerLength === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.write(text, headerLength);
  return { payload: frame.subarray(headerLength), frame };
}

/** The bytes of some messages for clients of one kind, in one piece. */
export function encoded(messages: readonly LiveMessage[], kind: ClientKind): Buffer {
  if (kind === "sse") return Buffer.concat(messages.flatMap(eventLines));
  const [first] = messages;
  if (first && messages.length === 1) return first.frame;
  return Buffer.concat(messages.map(({ frame }) => frame));
}

const end = Buffer.from("\n\n");

/** The JSON holds no line break, so one `data:` line takes it. */
function eventLines({ id, type, payload }: LiveMessage): Buffer[] {
  const idLine = id === undefined ? "" : `id: ${id}\n`;
  return [Buffer.from(`${idLine}event: ${type}\ndata: `), payload, end];
}
