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

export interface CsvOptions {
  /**
   * Puts an apostrophe before text that a spreadsheet would take for a formula. Letterboxd then
   * no longer finds a film by such a title; it still does by its ids.
   *
   * @default false
   */
  readonly spreadsheetSafe?: boolean | undefined;
}

/**
 * Writes the line of the column names, then one per row: RFC 4180 quoting, `\n` at the end of each
 * line. Titles are written as they are, also those that a spreadsheet would take for a formula:
 * Letterboxd looks films up by them.
 */
export function* csvLines(
  columns: readonly Column[],
  rows: Iterable<CsvRow>,
  options: CsvOptions = {},
): Generator<string, void, void> {
  yield csvHeader(columns);
  for (const row of rows) yield csvLine(columns, row, options);
}

export function csvHeader(columns: readonly Column[]): string {
  return `${columns.join(",")}\n`;
}

export function csvLine(
  columns: readonly Column[],
  row: CsvRow,
  { spreadsheetSafe = false }: CsvOptions = {},
): string {
  let line = "";
  for (const column of columns) {
    const value = row[column];
    if (line !== "" || column !== columns[0]) line += ",";
    if (typeof value === "string") line += field(spreadsheetSafe ? asText(value) : value);
    else if (value !== undefined) line += value;
  }
  return `${line}\n`;
}

function field(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The first characters are those of OWASP's advice on CSV injection. */
function asText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
