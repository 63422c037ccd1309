import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Finding, formatFindings } from "./finding.ts";
import { openRepository, type Repository, RepositoryError } from "./repository.ts";
import { arrows } from "./rules/arrows.ts";
import { exportMap } from "./rules/export-map.ts";
import { exportStar } from "./rules/export-star.ts";
import { length } from "./rules/length.ts";
import { links } from "./rules/links.ts";
import { names } from "./rules/names.ts";
import { optionalPeers } from "./rules/optional-peers.ts";
import { publishedManifest } from "./rules/published-manifest.ts";
import { references } from "./rules/references.ts";
import { surface } from "./rules/surface.ts";
import { versions } from "./rules/versions.ts";

const rules: readonly ((repository: Repository) => Finding[])[] = [
  arrows,
  optionalPeers,
  exportStar,
  exportMap,
  names,
  length,
  versions,
  surface,
  references,
  links,
  publishedManifest,
];

const help = `Checks the structure of the repository, after a build.

  node tooling/repo-check/dist/main.js [--root DIR]

  --root DIR  the repository to check (default: the current folder)
  --help      this text

Rules: leaves import no other @ettl package, only @ettl/telemetry and apps import leaves, no app
imports an app; a package's root does without its optional peers; no \`export *\`; every entry of
\`exports\` has its file and its types; no file named utils, helpers, common, types, misc or
…-manager; at most 300 lines a file; versions in the catalog only, every one of them used; a
README.md and at most 12 exported values a package; tsconfig references as in package.json; links
of Markdown files, and of alert rules into docs/, lead to a file and a heading; what npm shows and
provenance needs in each published package.json.

Exit code: 0 nothing found, 1 findings, 2 wrong usage or not a workspace.
`;

function main(args: string[]): number {
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
    const repository = openRepository(root);
    const findings = rules.flatMap((rule) => rule(repository));
    process.stdout.write(formatFindings(findings));
    const { workspaces } = repository;
    const files = workspaces.reduce((sum, { sources }) => sum + sources.length, 0);
    const scope = `${workspaces.length} packages, ${files} source files, ${rules.length} rules`;
    const count = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
    process.stdout.write(
      `structure: ${findings.length === 0 ? "nothing found" : count} (${scope})\n`,
    );
    return findings.length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof RepositoryError || error instanceof SyntaxError)) throw error;
    process.stderr.write(`structure: ${error.message}\n`);
    return 2;
  }
}

process.exitCode = main(process.argv.slice(2));
