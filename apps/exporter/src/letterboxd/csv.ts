/** A file's columns, spelled exactly as Letterboxd's importer knows them. */
export type Column =
  | "tmdbID"
  | "imdbID"
  | "Title"
  | "Year"
  | "WatchedDate"
  | "Rewatch"
  | "Rating10";

/** Values by column; an absent one becomes an empty field. */
export type CsvRow = Readonly<Partial<Record<Column, string | number | boolean>>>;

/**
 * Writes the line of the column names, then one per row: RFC 4180 quoting, `\n` at the end of each
 * line. Titles are written as they are, also those that a spreadsheet would take for a formula:
 * Letterboxd looks films up by them.
 */
export function* csvLines(
  columns: readonly Column[],
  rows: Iterable<CsvRow>,
): Generator<string, void, void> {
  yield `${columns.join(",")}\n`;
  for (const row of rows)
    yield `${columns.map((column) => field(String(row[column] ?? ""))).join(",")}\n`;
}

function field(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
