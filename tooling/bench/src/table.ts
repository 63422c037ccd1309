import type { Spread } from "./spread.ts";

/** Rows of text in columns: the first ones, which are words, to the left, the others to the right. */
export function columns(table: readonly (readonly string[])[], words = 1): string {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((line) => line[column]?.length ?? 0)),
  );
  const padded = (text: string, column: number) =>
    column < words ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return table.map((line) => `  ${line.map(padded).join("   ")}\n`).join("");
}

export const verdict = (isMet: boolean): string => (isMet ? "met" : "not met");
export const whole = (value: number): string =>
  value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
/** Two digits that say something, also of a thirtieth. */
export const share = (value: number): string => value.toFixed(value < 0.1 ? 3 : 2);
export const range = ({ low, high }: Spread, format: (value: number) => string): string =>
  `${format(low)} – ${format(high)}`;
