/**
 * Turns OpenTelemetry's milliseconds into the seconds of a key.
 *
 * @throws {Error} Not a whole number.
 */
export function milliseconds(text: string): number {
  if (!/^\d+$/.test(text.trim())) throw new Error("expected milliseconds, a whole number");
  return Number(text) / 1000;
}
