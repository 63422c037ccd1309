/** A number of a chart with three digits at most: `412`, `9.41`, `0.03`, `1.9 k`. */
export function figureText(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return "–";
  if (size >= 1e12) return value.toExponential(1);
  for (const [unit, word] of [
    [1e9, "G"],
    [1e6, "M"],
    [1e4, "k"],
  ] as const)
    if (size >= unit) return `${threeDigits(value / (word === "k" ? 1e3 : unit))} ${word}`;
  if (size > 0 && size < 0.001) return value.toExponential(1);
  return threeDigits(value);
}

function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(size < 0.1 ? 1 : 3)));
}
