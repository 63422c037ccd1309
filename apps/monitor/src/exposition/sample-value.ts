const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
// https://pkg.go.dev/strconv#ParseFloat, which reads them for Prometheus.
const special = /^(?:([+-])?inf(?:inity)?|nan)$/i;
/** So many digits are a whole number that a double holds exactly. */
const exactDigits = 15;
const powersOfTen = Array.from({ length: exactDigits + 1 }, (_, exponent) => 10 ** exponent);

/** The number between two places of a text as Go reads it; undefined if it is none. */
export function sampleValue(text: string, start: number, end: number): number | undefined {
  // Most values have few digits, and need no text of their own.
  let at = text.charCodeAt(start) === 45 ? start + 1 : start;
  const isNegative = at !== start;
  let whole = 0;
  let digits = 0;
  let point = -1;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 46 && point === -1) point = digits;
    else if (code >= 48 && code <= 57 && digits < exactDigits) {
      whole = whole * 10 + (code - 48);
      digits++;
    } else return anyValue(text.slice(start, end));
  }
  if (digits === 0) return undefined;
  // Both are exact, so that the quotient is rounded once, as if read digit by digit.
  const size = point === -1 ? whole : whole / (powersOfTen[digits - point] ?? 1);
  return isNegative ? -size : size;
}

function anyValue(text: string): number | undefined {
  if (decimal.test(text)) {
    const value = Number(text);
    // 1e999 is out of range for Go, too.
    return Number.isFinite(value) ? value : undefined;
  }
  const [isSpecial, sign] = special.exec(text) ?? [];
  if (isSpecial === undefined) return undefined;
  if (/^nan$/i.test(isSpecial)) return Number.NaN;
  return sign === "-" ? -Infinity : Infinity;
}

/** Milliseconds since 1970 between two places of a text; undefined if it is no whole number. */
export function timestampMs(text: string, start: number, end: number): number | undefined {
  const written = text.slice(start, end);
  if (!/^[+-]?\d+$/.test(written)) return undefined;
  // An int64 for Prometheus.
  const whole = BigInt(written.replace("+", ""));
  return BigInt.asIntN(64, whole) === whole ? Number(whole) : undefined;
}
