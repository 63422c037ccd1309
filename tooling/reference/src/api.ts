import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type ApiReport, extractReports } from "./api/extraction.ts";
import { lineDifference } from "./api/line-difference.ts";
import { type EntryPoint, entryPoints, repository } from "./workspace.ts";

const help = `Writes down what every published package offers: one report for each subpath of its exports.

  pnpm api [--check] [--root FOLDER]

  --check        write nothing; name each report that is not as the code is, with the lines
  --root FOLDER  the repository (default: this one)
  --help         this text

Exit code: 0 all is well, 1 a report is out of date or something public has no doc comment,
2 wrong usage or not built.
`;

function main(args: string[]): number {
  const { values } = parseArgs({
    args,
    options: {
      check: { type: "boolean", default: false },
      root: { type: "string", default: repository },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const root = resolve(values.root);
  const all = entryPoints(root);
  const reports = extractReports(root, all);
  const undocumented = new Set(reports.flatMap((report) => report.undocumented));
  for (const place of undocumented) process.stdout.write(`${place}\n`);
  const changed = values.check ? outOfDate(root, all, reports) : write(all, reports);
  process.stdout.write(
    `api: ${reports.length} entry points, ${changed} ${values.check ? "out of date" : "written"}, ${undocumented.size} without a doc comment\n`,
  );
  return undocumented.size > 0 || (values.check && changed > 0) ? 1 : 0;
}

function outOfDate(
  root: string,
  all: readonly EntryPoint[],
  reports: readonly ApiReport[],
): number {
  let count = 0;
  const tell = (name: string, path: string, lines: readonly string[]) => {
    count += 1;
    process.stdout.write(
      `${name}: its public interface is not what ${relative(root, path)} says.\n`,
    );
    for (const line of lines) process.stdout.write(`  ${line}\n`);
    process.stdout.write(
      '  If that is meant, run "pnpm api", commit the report, add a changeset.\n',
    );
  };
  for (const { entryPoint, text } of reports) {
    const { name, report } = entryPoint;
    const former = existsSync(report) ? readFileSync(report, "utf8") : "";
    if (former !== text) tell(name, report, lineDifference(former, text));
  }
  for (const path of leftOver(all)) tell(relative(root, path), path, ["- there is no such entry"]);
  return count;
}

function write(all: readonly EntryPoint[], reports: readonly ApiReport[]): number {
  for (const path of leftOver(all)) rmSync(path);
  return reports.filter(({ entryPoint: { report }, text }) => {
    if (existsSync(report) && readFileSync(report, "utf8") === text) return false;
    mkdirSync(dirname(report), { recursive: true });
    writeFileSync(report, text);
    return true;
  }).length;
}

/** Reports of entry points that are no more. */
function leftOver(all: readonly EntryPoint[]): string[] {
  const wanted = new Set(all.map(({ report }) => report));
  const folders = new Set(all.map(({ report }) => dirname(report)));
  return [...folders]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
    .filter((path) => path.endsWith(".api.md") && !wanted.has(path));
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`api: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
