/**
 * Bytes that are kept of a run's log, as `Ping-Body-Limit` announces and healthchecks.io keeps:
 * https://healthchecks.io/docs/attaching_logs/
 */
export const maxLogBytes = 10_000;

/**
 * Adds to a log. The last bytes are kept, where healthchecks.io keeps the first: why a job failed
 * stands at the end.
 */
export function addToLog(log: string | undefined, text: string): string | undefined {
  if (text === "") return log;
  const before = log === undefined || log.endsWith("\n") ? (log ?? "") : `${log}\n`;
  return textOf(Buffer.from(before + text));
}

/** The end of some bytes as text. What is no UTF-8, and NUL, becomes U+FFFD. */
export function textOf(bytes: Buffer): string {
  let from = Math.max(0, bytes.length - maxLogBytes);
  // Not amid a character: its later bytes, three at most, all begin with the bits 10.
  if (from > 0) for (let more = 3; more > 0 && ((bytes[from] ?? 0) & 0xc0) === 0x80; more--) from++;
  const text = bytes.toString("utf8", from).replaceAll("\0", "\ufffd");
  // A replacement takes three bytes where there was one.
  const again = Buffer.from(text);
  return again.length > maxLogBytes ? textOf(again) : text;
}
