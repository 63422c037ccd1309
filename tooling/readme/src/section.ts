import { BlockProblem, type Finding, type Outcome } from "./block-problem.ts";
import type { CodeBlock } from "./code-blocks.ts";
import { checkDirectives, directive, directivesOf } from "./directives.ts";
import { checkNotRun } from "./rules/not-run.ts";
import { rules } from "./rules/rules.ts";
import { setUp } from "./setups/setups.ts";
import { openStage, type Stage } from "./stage.ts";
import type { Workbench } from "./workbench.ts";

/** The blocks below each heading: they share a folder, variables and what was started for them. */
export function sectionsOf(blocks: readonly CodeBlock[]): CodeBlock[][] {
  const sections = new Map<number, CodeBlock[]>();
  for (const block of blocks)
    sections.set(block.headingLine, [...(sections.get(block.headingLine) ?? []), block]);
  return [...sections.values()];
}

/** Treats the blocks of one section in their order. */
export async function runSection(
  blocks: readonly CodeBlock[],
  workbench: Workbench,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const stage = await openStage(workbench);
  // A program may stand before the file that it reads.
  for (const block of blocks.filter(isFile).reverse())
    for (const { value, text } of directivesOf(block, "file"))
      if (text === "") await writeFile(block, stage, { value, text });
  for (const block of blocks) {
    try {
      findings.push({ line: block.line, ...(await treat(block, stage)) });
    } catch (error) {
      findings.push({ line: block.line, outcome: "run", problem: told(error) });
    }
  }
  try {
    await stage[Symbol.asyncDispose]();
  } catch (error) {
    const block = blocks.find((one) => directive(one, "serves")) ?? blocks[0];
    if (block) findings.push({ line: block.line, outcome: "run", problem: told(error) });
  }
  return findings;
}

async function treat(
  block: CodeBlock,
  stage: Stage,
): Promise<{ outcome: Outcome; reason?: string }> {
  checkDirectives(block);
  const reason = directive(block, "not run");
  if (reason) {
    if (reason.value === "") throw new BlockProblem("it is not run, and nothing says why");
    await checkNotRun(block, stage);
    return { outcome: "not run", reason: reason.value };
  }
  if (directive(block, "drawing")) {
    if (!["", "text"].includes(block.language))
      throw new BlockProblem(`${block.language} is no drawing`);
    return { outcome: "drawn" };
  }
  await prepare(block, stage);
  if (isFile(block)) return { outcome: "checked" };
  const rule = rules.get(block.language);
  if (!rule)
    throw new BlockProblem(
      `no rule for the language "${block.language}"; known are: ${[...rules.keys()].filter(Boolean).join(", ")}`,
    );
  return { outcome: await rule(block, stage) };
}

/** Does what the comments say, in their order. */
async function prepare(block: CodeBlock, stage: Stage): Promise<void> {
  for (const { name, value, text } of block.directives) {
    if (name === "with") await setUp(stage, value);
    if (name === "file") await writeFile(block, stage, { value, text });
    if (name === "env")
      for (const [, key = "", quoted, plain = ""] of value.matchAll(/(\w+)=(?:"([^"]*)"|(\S*))/g))
        stage.variables[key] = await stage.addresses.toActual(quoted ?? plain);
  }
}

/** A comment with lines below its name hides a file; one without says that the block is the file. */
const isFile = (block: CodeBlock) => directivesOf(block, "file").some(({ text }) => text === "");

async function writeFile(
  block: CodeBlock,
  stage: Stage,
  { value, text }: { value: string; text: string },
): Promise<void> {
  await stage.write(value, await stage.addresses.toActual(text === "" ? block.text : text));
}

function told(error: unknown): string {
  if (error instanceof BlockProblem) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
