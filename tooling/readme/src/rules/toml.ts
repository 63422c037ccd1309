import { BlockProblem } from "../block-problem.ts";
import { directive } from "../directives.ts";
import type { Rule } from "./rule.ts";

/** Lets the program that it is for check it; a section which that does not read is a problem too. */
export const toml: Rule = async (block, stage) => {
  const program = directive(block, "for")?.value ?? programOf(block.file);
  const file = `line-${block.line}.toml`;
  await stage.write(file, block.text);
  // What a document need not repeat: who the exporter is.
  const keys = program === "ettl-exporter" ? "TRAKT_CLIENT_ID=demo TRAKT_ACCESS_TOKEN=demo" : "";
  const { code, output } = await stage.shell(`${keys} ${program} check --config ${file}`);
  if (code !== 0) throw new BlockProblem(`${program} refuses it:\n${output.trimEnd()}`);
  const unread = /^\s*not read: (.*)$/m.exec(output)?.[1];
  if (unread) throw new BlockProblem(`${program} does not read ${unread}`);
  return "checked";
};

const programOf = (file: string) => (/\bexporter\b/.test(file) ? "ettl-exporter" : "ettl-monitor");
