import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { type CodeBlock, codeBlocks } from "@ettl-tooling/readme";
import { root } from "./published-package.ts";

/** The first example of a README, and the stage that its text sets for it. */
export interface ReadmeExample {
  /** For messages: file and line. */
  readonly place: string;
  readonly code: string;
  readonly expected: string;
  /** A file beside it: the block behind “this `app.toml`”. */
  readonly files: readonly { name: string; text: string }[];
  /** What the text before the output says of them: `LEVEL=loud`. */
  readonly variables: Readonly<Record<string, string>>;
}

/** @throws when there is no example, or one that shows no output. */
export function firstExample(readme: string): ReadmeExample {
  const blocks = codeBlocks(readme);
  const at = blocks.findIndex(({ language }) => language === "js");
  const example = blocks[at];
  if (!example) throw new Error(`${readme}: no js block. Show the smallest use`);
  const after = blocks
    .slice(at + 1)
    .filter(({ headingLine }) => headingLine === example.headingLine);
  const output = after.find(({ language }) => ["", "json"].includes(language));
  if (!output) throw new Error(`${readme}:${example.line}: no output behind the example. Show it`);
  const lines = readFileSync(readme, "utf8").split("\n");
  const prose = lines.slice(endOf(example), output.line - 1).join("\n");
  return {
    place: `${relative(root, readme)}:${example.line}`,
    code: example.text,
    expected: output.text,
    files: after
      .filter((block) => block.line < output.line)
      .map((block) => ({ name: nameBefore(lines, block), text: block.text })),
    variables: Object.fromEntries(
      [...prose.matchAll(/`([A-Z][A-Z0-9_]*)=([^`]*)`/g)].map(([, name = "", value = ""]) => [
        name,
        value,
      ]),
    ),
  };
}

/** What the README tells to type: the packages behind the first `npm install`, without flags. */
export function installLine(readme: string): string[] {
  const line = /npm install ((?:--global )?[^`\n#]+)/.exec(readFileSync(readme, "utf8"))?.[1];
  if (!line) throw new Error(`${readme}: no "npm install". Say how to install it`);
  return line
    .trim()
    .split(/\s+/)
    .filter((word) => !word.startsWith("--"));
}

const endOf = (block: CodeBlock) => block.line + block.text.split("\n").length;

function nameBefore(lines: readonly string[], block: CodeBlock): string {
  const before = lines.slice(0, block.line - 1).join("\n");
  const name = /`([\w.-]+)`[^`]*$/.exec(before)?.[1];
  if (!name) throw new Error(`${block.file}:${block.line}: which file is this? Name it before`);
  return name;
}
