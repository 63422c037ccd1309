import { parseAllDocuments } from "yaml";
import { BlockProblem } from "../block-problem.ts";
import type { Rule } from "./rule.ts";

/** Parses it; what is Prometheus's own is checked by promtool where that is installed. */
export const yaml: Rule = async (block, stage) => {
  const documents = parseAllDocuments(block.text);
  const error = documents.flatMap(({ errors }) => errors)[0];
  if (error) throw new BlockProblem(`it is no YAML: ${error.message}`);
  const keys = documents.flatMap((document) => Object.keys(document.toJS() ?? {}));
  const kind = keys.includes("groups") ? "rules" : keys.includes("scrape_configs") ? "config" : "";
  if (kind === "") return "checked";
  const file = `line-${block.line}.yml`;
  await stage.write(file, block.text);
  const { code, output } = await stage.shell(
    `if command -v promtool >/dev/null; then promtool check ${kind} ${file}; fi`,
  );
  if (code !== 0) throw new BlockProblem(`promtool refuses it:\n${output.trimEnd()}`);
  return "checked";
};
