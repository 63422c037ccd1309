/** How much one span may hold. What is beyond is left out and counted on the span. */
export interface SpanLimits {
  /**
   * Characters of a text; the rest is cut.
   *
   * @default 4096
   */
  readonly attributeValueLength?: number;
  /** @default 128 */
  readonly attributeCount?: number;
  /**
   * The newest are kept.
   *
   * @default 128
   */
  readonly eventCount?: number;
  /**
   * The newest are kept.
   *
   * @default 128
   */
  readonly linkCount?: number;
  /** @default 128 */
  readonly attributesPerEvent?: number;
  /** @default 128 */
  readonly attributesPerLink?: number;
}

// The counts are OpenTelemetry's. It has no limit of length; a text without one could fill the memory.
// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#attribute-limits
const defaultLimits: Required<SpanLimits> = {
  attributeValueLength: 4096,
  attributeCount: 128,
  eventCount: 128,
  linkCount: 128,
  attributesPerEvent: 128,
  attributesPerLink: 128,
};

/** @throws {RangeError} A limit is not a whole number from 0; the message names it. */
export function checkedLimits(limits: SpanLimits = {}): Required<SpanLimits> {
  const all = { ...defaultLimits, ...limits };
  for (const [name, value] of Object.entries(all))
    if (!Number.isSafeInteger(value) || value < (name === "attributeValueLength" ? 1 : 0))
      throw new RangeError(`limits.${name} is ${value}, expected a whole number`);
  return all;
}
