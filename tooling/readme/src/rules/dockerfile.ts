import { BlockProblem } from "../block-problem.ts";
import { unknownPackages } from "../install-names.ts";
import type { Rule } from "./rule.ts";

const instructions =
  /^(?:FROM|ARG|RUN|COPY|ADD|ENV|USER|WORKDIR|ENTRYPOINT|CMD|EXPOSE|LABEL|VOLUME|HEALTHCHECK|STOPSIGNAL|SHELL)\s/;

/** Builds no image: its instructions have to be ones, and what npm is to install has to exist. */
export const dockerfile: Rule = async (block) => {
  const lines = block.text.replace(/\\\n/g, " ").replace(/^\s*(?:#.*)?\n/gm, "");
  const wrong = lines.split("\n").find((line) => line !== "" && !instructions.test(line));
  if (wrong !== undefined) throw new BlockProblem(`it is no instruction: ${wrong}`);
  if (!/^(?:ARG .*\n)*FROM /.test(lines)) throw new BlockProblem("it begins with no FROM");
  for (const [, names = ""] of lines.matchAll(/\bnpm install ([^&|;\n]*)/g)) {
    const unknown = unknownPackages(names.split(/\s+/));
    if (unknown.length > 0) throw new BlockProblem(`there is no package ${unknown.join(", ")}`);
  }
  return "checked";
};
