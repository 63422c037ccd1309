import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { packPackage } from "./packed-package.ts";
import { openRepository, RepositoryError } from "./repository.ts";

const help = `Packs every public package as it would be published and checks the result.

  node tooling/repo-check/dist/publint.js [--root DIR]

  --root DIR  the repository to check (default: the current folder)
  --help      this text

Checks: publint in its strict mode; dist, README.md, LICENSE and the CHANGELOG.md of who has one are
inside, tests and source maps are not.
Exit code: 0 clean or suggestions only, 1 errors or warnings, 2 wrong usage or not a workspace.
`;

async function main(args: string[]): Promise<number> {
  let root: string;
  try {
    const { values } = parseArgs({
      args,
      options: { root: { type: "string" }, help: { type: "boolean" } },
    });
    if (values.help) {
      process.stdout.write(help);
      return 0;
    }
    root = resolve(values.root ?? ".");
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}`);
    return 2;
  }
  try {
    return await checkPackages(root);
  } catch (error) {
    if (!(error instanceof RepositoryError || error instanceof SyntaxError)) throw error;
    process.stderr.write(`package-lint: ${error.message}\n`);
    return 2;
  }
}

async function checkPackages(root: string): Promise<number> {
  const { workspaces, read, exists } = openRepository(root);
  const { packageManager } = JSON.parse(read("package.json") ?? "{}") as {
    packageManager?: string;
  };
  const published = workspaces.filter(
    ({ kind, manifest }) => kind !== "tooling" && !manifest.isPrivate,
  );
  let failures = 0;
  for (const { folder, manifest } of published) {
    const { files, tarball } = await packPackage(
      join(root, folder),
      packageManager?.split("+")[0] ?? "pnpm",
    );
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
    for (const message of messages) {
      const text = formatMessage(message, pkg, { color: false }) ?? message.code;
      process.stdout.write(`${manifest.path}: ${message.type}: ${text}\n`);
      if (message.type !== "suggestion") failures += 1;
    }
    const hasChangelog = exists(`${folder}/CHANGELOG.md`);
    for (const problem of contentProblems(files, hasChangelog)) {
      process.stdout.write(`${manifest.path}: error: ${problem}\n`);
      failures += 1;
    }
  }
  const outcome = failures === 0 ? "nothing found" : `${failures} errors`;
  process.stdout.write(`package-lint: ${outcome} (${published.length} packages packed)\n`);
  return failures === 0 ? 0 : 1;
}

function contentProblems(files: readonly string[], hasChangelog: boolean): string[] {
  const problems = files
    .filter((file) => /\.test(?:-d)?\./.test(file))
    .map(
      (file) => `the tarball holds the test ${file}. Exclude it from the build or from "files".`,
    );
  if (!files.some((file) => file.startsWith("dist/")))
    problems.push('the tarball holds no dist. Build first, and list "dist" in "files".');
  if (!files.includes("README.md")) problems.push("the tarball holds no README.md. Write one.");
  if (!files.includes("LICENSE"))
    problems.push("the tarball holds no LICENSE. Keep one at the root: pnpm adds it.");
  if (hasChangelog && !files.includes("CHANGELOG.md"))
    problems.push('the tarball holds no CHANGELOG.md. List it in "files".');
  problems.push(
    ...files
      .filter((file) => file.endsWith(".map"))
      .map((file) => `the tarball holds ${file}, which leads to no source. Exclude it in "files".`),
  );
  return problems;
}

process.exitCode = await main(process.argv.slice(2));
