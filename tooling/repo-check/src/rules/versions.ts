import type { Finding } from "../finding.ts";
import type { Repository } from "../repository.ts";

const workspaceFile = "pnpm-workspace.yaml";

/** A version is written once, in the catalog, and the catalog holds nothing that nobody takes. */
export function versions({ manifest, workspaces, read }: Repository): Finding[] {
  const manifests = [manifest, ...workspaces.map((workspace) => workspace.manifest)];
  const written = manifests.flatMap(({ path, dependencies }) =>
    dependencies
      .filter(({ section }) => section !== "peerDependencies")
      .filter(({ range }) => !/^(?:catalog|workspace):/.test(range))
      .map(({ name, range, section, line }) => ({
        path,
        line,
        problem: `${section} writes out the version "${range}" of ${name}`,
        remedy: `Put it into the catalog of ${workspaceFile} and write "catalog:" here`,
      })),
  );
  const taken = new Set(
    manifests.flatMap(({ dependencies }) =>
      dependencies.filter(({ range }) => range.startsWith("catalog:")).map(({ name }) => name),
    ),
  );
  const unused = catalogEntries(read(workspaceFile) ?? "")
    .filter(({ name }) => !taken.has(name))
    .map(({ name, line }) => ({
      path: workspaceFile,
      line,
      problem: `no package takes ${name} from the catalog`,
      remedy: "Remove the entry",
    }));
  return [...written, ...unused];
}

/** The keys of the one `catalog:` block: indented lines up to the next key at the margin. */
function catalogEntries(yaml: string): { name: string; line: number }[] {
  const entries: { name: string; line: number }[] = [];
  let inside = false;
  for (const [index, text] of yaml.split("\n").entries()) {
    if (/^[^\s#]/.test(text)) inside = /^catalog:\s*(?:#.*)?$/.test(text);
    const name = /^\s+(?:"([^"]+)"|'([^']+)'|([^\s#"':]+))\s*:/.exec(text);
    if (inside && name)
      entries.push({ name: name[1] ?? name[2] ?? name[3] ?? "", line: index + 1 });
  }
  return entries;
}
