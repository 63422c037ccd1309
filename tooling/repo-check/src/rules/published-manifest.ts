import type { Finding } from "../finding.ts";
import { record } from "../manifest.ts";
import type { Repository, Workspace } from "../repository.ts";

/**
 * A published package.json says all that npm shows and that provenance needs: without a `repository`
 * that is the one it is built in, npm refuses to publish with provenance.
 */
export function publishedManifest({ manifest: root, workspaces }: Repository): Finding[] {
  const published = workspaces.filter(
    ({ kind, manifest }) => kind !== "tooling" && !manifest.isPrivate,
  );
  const repository = record(published[0]?.manifest.fields.repository).url;
  const node = record(root.fields.engines).node;
  return published.flatMap((workspace) =>
    expectations(workspace, { repository, node })
      .filter(({ isMet }) => !isMet)
      .map(({ field, expected }) => ({
        path: workspace.manifest.path,
        line: workspace.manifest.lineOf(field),
        problem: `"${field}" is not what a published package says`,
        remedy: `Write ${expected}`,
      })),
  );
}

interface Expectation {
  readonly field: string;
  readonly isMet: boolean;
  readonly expected: string;
}

function expectations(
  { folder, kind, manifest: { fields } }: Workspace,
  { repository, node }: { repository: unknown; node: unknown },
): Expectation[] {
  const address = typeof repository === "string" ? repository : "";
  const home = address.replace(/^git\+/, "").replace(/\.git$/, "");
  const { url, type, directory } = record(fields.repository);
  const { access, provenance } = record(fields.publishConfig);
  const isText = (value: unknown) => typeof value === "string" && value.trim() !== "";
  return [
    {
      field: "description",
      isMet: isText(fields.description),
      expected: "one sentence about what the package does",
    },
    {
      field: "keywords",
      isMet: Array.isArray(fields.keywords) && fields.keywords.some(isText),
      expected: "the words that someone would search for",
    },
    { field: "license", isMet: fields.license === "MIT", expected: '"MIT"' },
    {
      field: "repository",
      isMet:
        type === "git" && /^git\+https:/.test(address) && url === address && directory === folder,
      expected: `{ "type": "git", "url": "${address || "git+https://…"}", "directory": "${folder}" }`,
    },
    {
      field: "homepage",
      isMet: fields.homepage === `${home}/tree/main/${folder}#readme`,
      expected: `"${home}/tree/main/${folder}#readme"`,
    },
    { field: "bugs", isMet: fields.bugs === `${home}/issues`, expected: `"${home}/issues"` },
    {
      field: "engines",
      isMet: isText(node) && record(fields.engines).node === node,
      expected: `{ "node": "${node}" }, as the root does`,
    },
    {
      field: "sideEffects",
      // A program is all side effect, and nobody bundles it.
      isMet: kind === "apps" || fields.sideEffects === false,
      expected: "false, and keep it true: bundlers then drop what nobody uses",
    },
    {
      field: "publishConfig",
      isMet: access === "public" && provenance === true,
      expected: '{ "access": "public", "provenance": true }',
    },
  ];
}
