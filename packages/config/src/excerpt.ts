import { printable, widthOf } from "./printable.ts";

/** A part of a line that is not shown as it is. Offsets in UTF-16 units from the line's start. */
export interface Mask {
  readonly start: number;
  readonly end: number;
  /** What stands there instead. */
  readonly text: string;
}

interface Cell {
  readonly text: string;
  readonly width: number;
  /** Where in the line it comes from. */
  readonly offset: number;
}

const WINDOW_COLUMNS = 100;
const LEFT_COLUMNS = 60;
// No character is wider than its cells, so this much around the place fills the window.
const READ_UNITS = 400;

/** Where a line begins; the first one is 1. */
export function offsetOfLine(text: string, number: number): number {
  let offset = 0;
  for (let line = 1; line < number; line++) offset = text.indexOf("\n", offset) + 1;
  return offset;
}

/** The line that holds an offset of a text, without its end. */
export function lineAt(text: string, offset: number): { start: number; line: string } {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", start);
  const line = text.slice(start, end === -1 ? undefined : end);
  return { start, line: line.endsWith("\r") ? line.slice(0, -1) : line };
}

/**
 * The line with its number and a caret below the column (counted from 1), and as many more places
 * underlined as it is long. Tabs become two columns, wide characters count two, and of a long line
 * only the surroundings are shown. What is masked is underlined as its mask, whatever its length.
 */
export function drawExcerpt(
  line: string,
  number: number,
  { column, length }: { readonly column: number; readonly length: number },
  masks: readonly Mask[],
): string {
  const caret = Math.min(column - 1, line.length);
  const cells = cellsOf(line, caret, masks);
  let at = cells.findIndex(({ offset }) => offset > caret);
  if (at === -1) at = caret >= line.length ? cells.length : cells.length - 1;
  else at -= 1;
  // Under a mask the caret stands at its beginning.
  while (at > 0 && at < cells.length && cells[at - 1]?.offset === cells[at]?.offset) at -= 1;

  let first = Math.max(0, at);
  for (let width = 0; first > 0 && width < LEFT_COLUMNS; first--)
    width += cells[first - 1]?.width ?? 0;
  let last = first;
  for (let width = 0; last < cells.length && width < WINDOW_COLUMNS; last++)
    width += cells[last]?.width ?? 0;
  const cutLeft = first > 0 || (cells[0]?.offset ?? 0) > 0 ? "\u2026" : "";
  const lastOffset = cells.at(-1)?.offset ?? 0;
  const covered = masks.find((mask) => mask.start <= lastOffset && lastOffset < mask.end)?.end;
  const cutRight = last < cells.length || (covered ?? lastOffset + 2) < line.length ? "\u2026" : "";
  const before = cells
    .slice(first, Math.max(first, at))
    .reduce((sum, { width }) => sum + width, cutLeft.length);

  const underlined = cells
    .slice(at, last)
    .filter(({ offset }) => offset < caret + length)
    .reduce((sum, { width }) => sum + width, 0);
  const mark = `^${"~".repeat(Math.max(0, underlined - 1))}`;

  const gutter = String(number);
  const shown = cells
    .slice(first, last)
    .map(({ text }) => text)
    .join("")
    .trimEnd();
  return [
    `  ${gutter} | ${cutLeft}${shown}${cutRight}`,
    `  ${" ".repeat(gutter.length)} | ${" ".repeat(before)}${mark}`,
  ].join("\n");
}

function cellsOf(line: string, caret: number, masks: readonly Mask[]): Cell[] {
  const cells: Cell[] = [];
  const end = Math.min(line.length, caret + READ_UNITS);
  let offset = Math.max(0, caret - READ_UNITS);
  while (offset < end) {
    const mask = masks.find((one) => one.start <= offset && offset < one.end);
    if (mask) {
      for (const text of mask.text) cells.push({ text, width: 1, offset: mask.start });
      offset = mask.end;
      continue;
    }
    const character = String.fromCodePoint(line.codePointAt(offset) ?? 0x20);
    const text = character === "\t" ? "  " : printable(character);
    cells.push({ text, width: character === "\t" ? 2 : widthOf(text), offset });
    offset += character.length;
  }
  return cells;
}
