import { readFileSync } from "node:fs";

/** A comment right before a block, `<!-- name: value -->`: what the block needs, or how it is checked. */
export interface Directive {
  readonly name: string;
  /** What stands behind the colon in the first line. */
  readonly value: string;
  /** The lines after the first one; empty where there are none. */
  readonly text: string;
  readonly line: number;
}

/** A fenced code block of a Markdown file. */
export interface CodeBlock {
  readonly file: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  /** The first word behind the fence, in small letters; empty where there is none. */
  readonly language: string;
  /** What stands behind the language. */
  readonly info: string;
  /** Without the fences and the indentation of the opening one; each line ends with a line break. */
  readonly text: string;
  readonly directives: readonly Directive[];
  /** The text of the heading above it; empty before the first one. */
  readonly heading: string;
  /** Of that heading, from 1; 0 before the first one. Tells headings of the same text apart. */
  readonly headingLine: number;
}

const opening = /^(?<indent>\s*)(?<fence>`{3,}|~{3,})\s*(?<language>[^\s`]*)\s*(?<info>[^`]*)$/;
const comment = /^\s*<!--\s*(?<name>[a-z][a-z -]*?):[^\S\n]*(?<value>[^\n]*)(?<text>.*)$/s;
const atxHeading = /^#{1,6}\s+(?<text>.*?)\s*#*\s*$/;

/**
 * The code blocks of a Markdown file, in their order.
 *
 * @throws when a block or a comment is never closed, with its place.
 */
export function codeBlocks(file: string): CodeBlock[] {
  const lines = readFileSync(file, "utf8").split(/\r?\n/);
  const blocks: CodeBlock[] = [];
  let directives: Directive[] = [];
  let heading = { text: "", line: 0 };

  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const begin = index + 1;

    if (/^\s*<!--/.test(line)) {
      while (!lines[index]?.includes("-->")) {
        index += 1;
        if (index >= lines.length) throw new Error(`${file}:${begin}: the comment is never closed`);
      }
      const whole = lines.slice(begin - 1, index + 1).join("\n");
      const found = comment.exec(whole.slice(0, whole.lastIndexOf("-->")))?.groups;
      if (found?.name)
        directives.push({
          name: found.name,
          value: found.value?.trim() ?? "",
          text: found.text?.replace(/^\n/, "") ?? "",
          line: begin,
        });
      continue;
    }

    const open = opening.exec(line)?.groups;
    if (open?.fence) {
      const end = closingFence(lines, index + 1, open.fence);
      if (end === -1) throw new Error(`${file}:${begin}: the code block is never closed`);
      const indent = open.indent?.length ?? 0;
      blocks.push({
        file,
        line: begin,
        language: (open.language ?? "").toLowerCase(),
        info: (open.info ?? "").trim(),
        text: lines
          .slice(index + 1, end)
          .map((text) => `${withoutIndent(text, indent)}\n`)
          .join(""),
        directives,
        heading: heading.text,
        headingLine: heading.line,
      });
      directives = [];
      index = end;
      continue;
    }

    if (line.trim() === "") continue;
    directives = [];
    const title = atxHeading.exec(line)?.groups;
    if (title) heading = { text: title.text ?? "", line: begin };
  }
  return blocks;
}

function closingFence(lines: readonly string[], from: number, fence: string): number {
  const closing = new RegExp(`^\\s*${fence[0]}{${fence.length},}\\s*$`);
  return lines.findIndex((line, index) => index >= from && closing.test(line));
}

function withoutIndent(line: string, indent: number): string {
  const own = line.length - line.trimStart().length;
  return line.slice(Math.min(own, indent));
}
