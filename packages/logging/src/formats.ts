/** How lines are written. */
export type LogFormat = "json" | "visual" | "text";

type Line = Record<string, unknown>;

/** Turns a JSON line into the form that the format asks for. */
export const formats: Readonly<Record<LogFormat, (json: string) => string>> = {
  json: (json) => json,
  visual: (json) => visual(JSON.parse(json)),
  text: (json) => logfmt(JSON.parse(json)),
};

/** A heading and a tree of fields, for people. `span_id` is left out: nobody reads it. */
function visual({ timestamp, level, message, span_id: _, ...fields }: Line): string {
  const time = String(timestamp).slice(0, 19).replace("T", " ");
  let text = `[${time}] ${String(level).toUpperCase()} ${oneLine(String(message))}\n`;
  const entries = Object.entries(fields);
  for (const [index, [key, value]] of entries.entries())
    text += `  ${index === entries.length - 1 ? "└─" : "├─"} ${oneLine(key)}: ${oneLine(plain(value))}\n`;
  return text;
}

/** `key=value` pairs, quoted where needed. */
function logfmt(line: Line): string {
  const pairs = Object.entries(line).map(([key, value]) => {
    const text = plain(value);
    const bare = /^[^\s"=\p{C}]+$/u.test(text);
    return `${key.replace(/[\s="\p{C}]/gu, "_")}=${bare ? text : oneLine(JSON.stringify(text))}`;
  });
  return `${pairs.join(" ")}\n`;
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Writes control, format and separator characters as escapes: one record can't pass for two. */
function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    const escaped = JSON.stringify(character).slice(1, -1);
    return escaped === character
      ? [...character].map((c) => `\\u{${c.codePointAt(0)?.toString(16)}}`).join("")
      : escaped;
  });
}
