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
export type CsvRow = { readonly [Name in Column]?: string | number | boolean | undefined };

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
  for (let index = 0; index < columns.length; index++) {
    const value = row[columns[index] as Column];
    if (index > 0) line += ",";
    if (typeof value === "string") line += field(spreadsheetSafe ? asText(value) : value);
    else if (value !== undefined) line += value;
  }
  return `${line}\n`;
}

function field(text: string): string {
  return mustBeQuoted(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** By hand: it is asked for every field, and nearly always answers no. */
function mustBeQuoted(text: string): boolean {
  const last = text.length - 1;
  for (let at = 0; at <= last; at++) {
    const code = text.charCodeAt(at);
    if (code === quote || code === comma || code === lineFeed || code === carriageReturn)
      return true;
    // Blank at either end: some readers take it away.
    if ((at === 0 || at === last) && (code <= space || code >= noBreakSpace) && isBlank(text[at]))
      return true;
  }
  return false;
}

const isBlank = (character: string | undefined) => /^\s$/.test(character ?? "");
const lineFeed = 10;
const carriageReturn = 13;
const space = 32;
const quote = 34;
const comma = 44;
const noBreakSpace = 160;

/** The first characters are those of OWASP's advice on CSV injection. */
function asText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
