// pnpm api-pages: writes the API reference into docs/api, one page for each subpath of each package.
// A package by itself, for what stands beside TypeDoc's TypeScript 6 would be built with it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { entryPoints, repository } from "@ettl-tooling/reference/entry-points";
import { Application } from "typedoc";

const names = new Map(
  entryPoints(repository).map(({ name, declarations }) => [
    declarations.replace("/dist/", "/src/").replace(/\.d\.ts$/, ".ts"),
    name,
  ]),
);
const sources = [...names.keys()];

function writeTsconfig(folder) {
  const path = join(folder, "tsconfig.json");
  const compilerOptions = {
    noEmit: true,
    composite: false,
    declarationMap: false,
    rootDir: repository,
    tsBuildInfoFile: null,
    typeRoots: [join(repository, "node_modules/@types")],
  };
  const base = join(repository, "tooling/tsconfig/build.json");
  writeFileSync(
    path,
    JSON.stringify({ extends: base, compilerOptions, files: sources, include: [] }),
  );
  return path;
}

const folder = mkdtempSync(join(tmpdir(), "ettl-html-"));
try {
  const app = await Application.bootstrap({
    entryPoints: sources,
    tsconfig: writeTsconfig(folder),
    basePath: repository,
    name: "ettl",
    readme: "none",
    excludeInternal: true,
    disableSources: true,
    // The build has checked it, by another TypeScript.
    skipErrorChecking: true,
    // Types that are used but not exported are in the API reports.
    validation: { notExported: false },
    logLevel: "Warn",
    treatWarningsAsErrors: true,
  });
  const project = await app.convert();
  if (!project) throw new Error("TypeDoc could not read the packages, see above");
  for (const module of project.children ?? []) {
    const path = join(repository, module.name);
    module.name = names.get(`${path}.ts`) ?? names.get(`${path}/index.ts`) ?? module.name;
  }
  await app.generateDocs(project, join(repository, "docs/api"));
  process.stdout.write(`api-pages: ${sources.length} entry points in docs/api\n`);
  if (app.logger.hasWarnings() || app.logger.hasErrors()) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
