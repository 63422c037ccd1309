import { oneLine, plain } from "./one-line.ts";

/** `key=value` pairs, quoted where needed. */
export function logfmt(line: Readonly<Record<string, unknown>>): string {
  let text = "";
  for (const [key, value] of Object.entries(line)) {
    const content = plain(value);
    const bare = /^[^\s"=\p{C}]+$/u.test(content);
    text += `${text && " "}${key.replace(/[\s="\p{C}]/gu, "_")}=${bare ? content : oneLine(JSON.stringify(content))}`;
  }
  return `${text}\n`;
}
