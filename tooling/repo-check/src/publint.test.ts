import { fileURLToPath } from "node:url";
import { runProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { type Files, leafManifest, writeRepository } from "../test/sample-repository.ts";

const program = fileURLToPath(new URL("../dist/publint.js", import.meta.url));

/** One package only: each one is packed by a real pnpm. */
async function check(changes: Files = {}) {
  await using folder = await temporaryFolder();
  const away = ["packages/alerts", "packages/telemetry", "apps/monitor", "apps/exporter"];
  await writeRepository(folder.path, {
    ...Object.fromEntries(away.map((path) => [`${path}/package.json`, undefined])),
    ...changes,
  });
  return await runProgram([program, "--root", folder.path]);
}

test("accepts a package that packs its build and its README", async () => {
  const { code, stdout } = await check();
  expect(stdout).toMatch(/^package-lint: nothing found \(1 packages packed\)\n$/m);
  expect(code).toBe(0);
});

test("fails on a test in the tarball", async () => {
  const { code, stdout } = await check({ "packages/metrics/dist/index.test.js": "" });
  expect(stdout).toContain(
    "packages/metrics/package.json: error: the tarball holds the test dist/index.test.js.",
  );
  expect(code).toBe(1);
});

test("fails on a tarball without dist and README", async () => {
  const { code, stdout } = await check({
    "packages/metrics/package.json": leafManifest("metrics", { files: ["src"] }),
    "packages/metrics/README.md": undefined,
  });
  expect(stdout).toContain("packages/metrics/package.json: error: the tarball holds no dist.");
  expect(stdout).toContain("packages/metrics/package.json: error: the tarball holds no README.md.");
  expect(code).toBe(1);
});

test("fails on a tarball without LICENSE, with a source map, and without the changelog there is", async () => {
  const { code, stdout } = await check({
    LICENSE: undefined,
    "packages/metrics/dist/index.js.map": "{}",
    "packages/metrics/CHANGELOG.md": "# @ettl/metrics\n",
  });
  for (const problem of ["no LICENSE.", "dist/index.js.map, which", "no CHANGELOG.md."])
    expect(stdout).toContain(`packages/metrics/package.json: error: the tarball holds ${problem}`);
  expect(code).toBe(1);
});

test("fails on what publint finds, warnings included", async () => {
  const { code, stdout } = await check({
    "packages/metrics/package.json": leafManifest("metrics", {
      exports: { ".": { default: "./dist/index.js", types: "./dist/index.d.ts" } },
    }),
  });
  expect(stdout).toMatch(/packages\/metrics\/package\.json: error: .*types.*first/);
  expect(code).toBe(1);
});
