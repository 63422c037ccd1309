/** A value as the text format has it. */
export function valueText(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}

/**
 * A number as Prometheus' libraries for Go write it. As `le` and `quantile` it is part of a series'
 * name: `1000000`, which others write, and `1e+06` would be two.
 */
export function boundText(value: number): string {
  if (!Number.isFinite(value)) return valueText(value);
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  const power = Number(exponent);
  // https://pkg.go.dev/strconv#FormatFloat: 'g' with the fewest digits that tell the number.
  if (power >= -4 && power < 6) return valueText(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
