import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Project } from "./project.ts";
import { importableNames, type PublishedPackage } from "./published-package.ts";

// Zod keeps its configuration and its registry in globals of these names, whoever imports it.
// Imports one name and prints what of the process differs from before: globals, listeners, timers,
// sockets, variables, prototypes, warnings, output.
const probe = `
const prototypes = [Object, Array, String, Number, Promise, Error, Map, Set, Function, Date, RegExp, Buffer]
  .flatMap((type) => [type, type.prototype]);
const emitters = { process, stdout: process.stdout, stderr: process.stderr };
const state = () => ({
  globals: Reflect.ownKeys(globalThis).map(String).filter((name) => !name.startsWith("__zod_global")),
  prototypes: prototypes.flatMap((owner, index) => Reflect.ownKeys(owner).map((key) => index + String(key))),
  listeners: Object.entries(emitters).flatMap(([name, emitter]) =>
    emitter.eventNames().map((event) => name + " " + String(event) + " " + emitter.listenerCount(event))),
  resources: process.getActiveResourcesInfo().filter((name) => !/^(?:TTYWrap|PipeWrap|FSReqPromise)$/.test(name)),
  variables: Object.entries(process.env).map(String),
  replaced: [console.log, console.error, process.emit, fetch, setTimeout, Error.prepareStackTrace].map(String),
});
process.stdout; process.stderr; new Request("http://127.0.0.1"); // lazy parts of Node itself
const warnings = [];
process.on("warning", (warning) => warnings.push(warning.message));
const before = state();
await import(process.argv[2]);
await new Promise(setImmediate);
const after = state();
const found = Object.keys(after).flatMap((part) =>
  after[part].filter((value) => !before[part].includes(value)).map((value) => part + ": " + value));
console.log(JSON.stringify([...found, ...warnings]));
`;

/** Imports each name in a process of its own, which must look as before and end by itself. */
export async function quietImports(
  project: Project,
  published: PublishedPackage,
): Promise<string[]> {
  if (published.manifest.bin) return [];
  const problems: string[] = [];
  await writeFile(join(project.folder, "probe.mjs"), probe);
  for (const name of importableNames(published)) {
    const { code, output } = await project.run(project.node.executable, ["probe.mjs", name]);
    if (code !== 0 || output.trim() !== "[]")
      problems.push(`importing ${name} leaves traces or does not end (${code}): ${output.trim()}`);
  }
  return problems;
}
