import { oneLine, plain } from "./one-line.ts";

/** ANSI colour of each level: https://en.wikipedia.org/wiki/ANSI_escape_code#Colors */
const colorOf: Readonly<Record<string, number>> = {
  trace: 90,
  debug: 36,
  info: 32,
  warn: 33,
  error: 31,
  fatal: 35,
};
const dim = 2;

/** A heading and a tree of fields, for people. `span_id` is left out: nobody reads it. */
export function visual(
  { timestamp, level, message, span_id: _, ...fields }: Readonly<Record<string, unknown>>,
  colors: boolean,
): string {
  const paint = (code: number, text: string) => (colors ? `\u001b[${code}m${text}\u001b[0m` : text);
  const time = String(timestamp).slice(0, 19).replace("T", " ");
  const word = paint(colorOf[String(level)] ?? 0, String(level).toUpperCase());
  let text = `${paint(dim, `[${time}]`)} ${word} ${oneLine(String(message))}\n`;
  const entries = Object.entries(fields);
  for (const [index, [key, value]] of entries.entries()) {
    const last = index === entries.length - 1;
    const { heading, frames } = contentOf(value);
    text += `  ${paint(dim, last ? "└─" : "├─")} ${paint(dim, `${oneLine(key)}:`)} ${heading}\n`;
    for (const frame of frames)
      text += `  ${last ? " " : paint(dim, "│")}    ${paint(dim, frame)}\n`;
  }
  return text;
}

interface Content {
  readonly heading: string;
  readonly frames: readonly string[];
}

/** An error is what it says, then where, one frame a line; everything else is one line. */
function contentOf(value: unknown): Content {
  if (typeof value !== "object" || value === null || !("stack" in value))
    return { heading: oneLine(plain(value)), frames: [] };
  const { type, message, stack, ...others } = value as Readonly<Record<string, unknown>>;
  const frames = String(stack)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at "))
    .map(oneLine);
  const more = Object.keys(others).length > 0 ? ` ${oneLine(JSON.stringify(others))}` : "";
  return { heading: `${oneLine(`${type}: ${plain(message)}`)}${more}`, frames };
}
