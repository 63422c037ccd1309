import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "@ettl-tooling/test";
import type { Project } from "./project.ts";

/** Something to time: prints milliseconds and ends, in a process of its own. */
export interface Timed {
  readonly project: Project;
  readonly file: string;
}

/** A module that imports the names at once, as a program with these lines would, and prints how long it took. */
export async function timedImport(project: Project, names: readonly string[]): Promise<Timed> {
  const file = "timed-import.mjs";
  const imports = names.map((name) => `import(${JSON.stringify(name)})`).join(", ");
  await writeFile(
    join(project.folder, file),
    `const begin = performance.now();
await Promise.all([${imports}]);
console.log(performance.now() - begin);
process.exit();
`,
  );
  return { project, file };
}

/** A module that starts a program and prints how long it took until the line that says it listens. */
export async function timedStart(
  project: Project,
  args: readonly string[],
  file = "timed-start.mjs",
): Promise<Timed> {
  await writeFile(
    join(project.folder, file),
    `import { spawn } from "node:child_process";
const begin = performance.now();
const child = spawn(process.execPath, ${JSON.stringify(args)}, { stdio: ["ignore", "pipe", "inherit"] });
child.stdout.on("data", (data) => {
  if (!/listening|monitor\\.started/.test(data)) return;
  console.log(performance.now() - begin);
  child.kill("SIGKILL");
});
`,
  );
  return { project, file };
}

/** Milliseconds of each, in turn, so that what else the machine does strikes all of them alike. */
export async function alternating(timed: readonly Timed[], rounds: number): Promise<number[][]> {
  const times = timed.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1)
    for (const [index, { project, file }] of timed.entries()) {
      const environment = {
        MONITORING_PORT: String(await freePort()),
        TRAKT_CLIENT_ID: "any",
        TRAKT_ACCESS_TOKEN: "demo",
      };
      const { output } = await project.run(project.node.executable, [file], environment);
      const time = Number(output);
      if (!(time > 0)) throw new Error(`${project.folder}/${file} printed ${output}`);
      // The first round fills the caches of the disk.
      if (round > 0) times[index]?.push(time);
    }
  return times;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
