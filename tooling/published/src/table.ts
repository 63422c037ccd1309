import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { alternating, median, type Timed, timedImport, timedStart } from "./import-times.ts";
import { mainLibraries } from "./main-libraries.ts";
import type { NodeRelease } from "./node-release.ts";
import { emptyProject, type Project } from "./project.ts";
import type { PublishedPackage } from "./published-package.ts";
import { installLine } from "./readme-example.ts";
import { installedSize } from "./sizes.ts";

interface TableOptions {
  readonly folder: string;
  readonly nodes: readonly NodeRelease[];
  readonly published: readonly PublishedPackage[];
  readonly rounds: number;
}

interface Row {
  readonly one: PublishedPackage;
  readonly ours: Project;
  readonly theirs: Project | undefined;
}

/** Sizes and import times of all that is published, beside what one would take without it, as Markdown. */
export async function table(options: TableOptions): Promise<string> {
  const { nodes, rounds } = options;
  const parts: string[] = [];
  for (const node of nodes) {
    const rows: Row[] = [];
    for (const one of options.published) rows.push(await installed(one, node, options));
    if (parts.length === 0) parts.push(markdown(sizeHead, rows.map(sizes)));
    const cells: string[][] = [];
    for (const row of rows) cells.push(await times(row, rounds));
    const machine = `${availableParallelism()} × ${cpus()[0]?.model.trim()}`;
    parts.push(
      `Node ${node.version.slice(1)}, ${machine}, medians of ${rounds}:\n\n${markdown(timeHead, cells)}`,
    );
  }
  return parts.join("\n");
}

async function installed(
  one: PublishedPackage,
  node: NodeRelease,
  options: TableOptions,
): Promise<Row> {
  const place = (kind: string) => ({
    ...options,
    node,
    folder: join(options.folder, node.version, kind, one.name),
  });
  const ours = emptyProject(place("ours"));
  await ours.install(installLine(one.readme));
  const library = mainLibraries[one.name];
  const theirs = library && emptyProject({ ...place("theirs"), published: [] });
  await theirs?.install(library?.packages ?? []);
  return { one, ours, theirs };
}

const sizeHead = [
  "package",
  "published",
  "unpacked",
  "installed",
  "packages",
  "beside it",
  "installed",
  "packages",
];

function sizes({ one, ours, theirs }: Row): string[] {
  const own = installedSize(ours.folder);
  const other = theirs && installedSize(theirs.folder);
  return [
    `\`${one.name}\``,
    kilobytes(one.packedBytes),
    kilobytes(one.unpackedBytes),
    kilobytes(own.bytes),
    String(own.packages),
    librariesOf(one),
    other ? kilobytes(other.bytes) : "",
    other ? String(other.packages) : "",
  ];
}

/** In words, without versions. */
function librariesOf({ name }: PublishedPackage): string {
  if (name === "@ettl/telemetry") return "all of these";
  const { packages = [] } = mainLibraries[name] ?? {};
  return packages.map((one) => one.replace(/(?<=.)@.*/, "")).join(", ");
}

const timeHead = ["import of", "ms", "beside it", "ms", "ratio"];

async function times({ one, ours, theirs }: Row, rounds: number): Promise<string[]> {
  const library = mainLibraries[one.name];
  if (one.manifest.bin) return await startTimes(one, ours, rounds);
  const timed: Timed[] = [await timedImport(ours, [one.name])];
  if (library && theirs) timed.push(await timedImport(theirs, library.imports ?? library.packages));
  const [own = [], other] = await alternating(timed, rounds);
  return [
    `\`${one.name}\``,
    median(own).toFixed(0),
    librariesOf(one),
    other ? median(other).toFixed(0) : "",
    other ? ratio(own, other) : "",
  ];
}

async function startTimes(one: PublishedPackage, ours: Project, rounds: number) {
  const main = join("node_modules", one.name, Object.values(one.manifest.bin ?? {})[0] ?? "");
  const bare = `import { createServer } from "node:http";
createServer().listen(0, "127.0.0.1", () => console.log("listening"));`;
  const [own = [], other = []] = await alternating(
    [
      await timedStart(ours, [main, "serve"]),
      await timedStart(ours, ["--input-type=module", "--eval", bare], "timed-bare.mjs"),
    ],
    rounds,
  );
  return [
    `\`${one.name}\`, start to listening`,
    median(own).toFixed(0),
    "a bare node:http server",
    median(other).toFixed(0),
    ratio(own, other),
  ];
}

/** The median of the ratios of each round. */
const ratio = (own: readonly number[], other: readonly number[]) =>
  median(own.map((time, round) => time / (other[round] ?? Number.NaN))).toFixed(2);

const kilobytes = (bytes: number) => `${Math.round(bytes / 1_000).toLocaleString("en")} kB`;

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rules = head.map((_, index) =>
    index === 0 || head[index] === "beside it" ? "---" : "---:",
  );
  return [head, rules, ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}
