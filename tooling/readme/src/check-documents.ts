import type { Finding } from "./block-problem.ts";
import { codeBlocks } from "./code-blocks.ts";
import { checkProse } from "./prose.ts";
import { runSection, sectionsOf } from "./section.ts";
import { openWorkbench } from "./workbench.ts";

/** What became of the blocks of each file. */
export type Findings = ReadonlyMap<string, readonly Finding[]>;

/** Runs, compares and checks every block, two sections at a time. */
export async function checkDocuments(files: readonly string[]): Promise<Findings> {
  await using workbench = await openWorkbench();
  const sections = files.flatMap((file) => sectionsOf(codeBlocks(file)));
  const done = new Map<string, Finding[]>(files.map((file) => [file, checkProse(file)]));
  const work = async () => {
    for (let section = sections.shift(); section; section = sections.shift())
      done.get(section[0]?.file ?? "")?.push(...(await runSection(section, workbench)));
  };
  await Promise.all([work(), work()]);
  for (const findings of done.values()) findings.sort((a, b) => a.line - b.line);
  return done;
}
