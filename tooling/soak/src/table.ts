/** Rows in columns of equal width: the first column to the left, figures to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const padded = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return rows.map((row) => `  ${row.map(padded).join("   ").trimEnd()}\n`).join("");
}

/** A figure with thousands set apart. */
export const figure = (value: number) => value.toLocaleString("en");
