import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { outputMatches } from "@ettl-tooling/readme";
import type { Project } from "./project.ts";
import type { PublishedPackage } from "./published-package.ts";
import { firstExample } from "./readme-example.ts";
import { standInFor } from "./stand-ins.ts";

/** Runs the first example of the README, verbatim, and compares what it prints with what the README says. */
export async function example(
  project: Project,
  { name, readme }: PublishedPackage,
): Promise<string[]> {
  const { place, code, expected, files, variables } = firstExample(readme);
  for (const file of files) await writeFile(join(project.folder, file.name), file.text);
  await using standIn = await standInFor(name);
  const outcome = await project.runModule(code, { ...variables, ...standIn.variables });
  const { ok, difference } = outputMatches(expected, outcome.output);
  return [
    ...(outcome.code === 0 ? [] : [`${place}: ended with ${outcome.code}:\n${outcome.output}`]),
    ...(ok ? [] : [`${place}: ${difference}`]),
    ...standIn.complaints().map((complaint) => `${place}: ${complaint}`),
  ];
}
