import type { PublishedPackage } from "./published-package.ts";

// `data` and `assets` are what a program reads, a schema is an entry of `exports`.
const allowed =
  /^(?:dist\/.*\.(?:js|d\.ts)|(?:data|assets)\/.+|[\w.-]+\.schema\.json|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;

/** What a tarball holds that it should not, and what its package.json still says of this repository. */
export function contents({ files, manifest, manifestText }: PublishedPackage): string[] {
  const stray = files.filter((file) => !allowed.test(file) || /\.test(?:-d)?\./.test(file));
  const missing = ["LICENSE", "README.md", "package.json"].filter((name) => !files.includes(name));
  const { dependencies = {}, peerDependencies = {} } = manifest;
  const unresolved = /"(?:workspace|catalog|file|link):[^"]*"/.exec(manifestText)?.[0];
  const tooling = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) =>
    name.startsWith("@ettl-tooling/"),
  );
  return [
    ...stray.map((file) => `the tarball holds ${file}`),
    ...missing.map((file) => `the tarball holds no ${file}`),
    ...(unresolved ? [`package.json says ${unresolved}`] : []),
    ...tooling.map((name) => `it depends on ${name}, which is not published`),
  ];
}
