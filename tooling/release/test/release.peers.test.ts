import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort, runProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { releaseCheckout } from "./checkout.ts";
import { startRegistry } from "./registry.ts";

const program = (port: number) => `
import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
const config = await loadTelemetryConfig({
  env: { ETTL_MONITORING__METRICS_PORT: "${port}", LOG_LEVEL: "error" },
});
const telemetry = await createTelemetry(config, { version: "1.0.0" });
await telemetry.start();
await telemetry.exportOperation("movies", async () => {});
const text = await (await fetch("http://127.0.0.1:${port}/metrics")).text();
console.log(text.split("\\n").find((line) => line.startsWith("export_trakt_exports_total")));
await telemetry.stop();
`;

test("a release can be published and installed from a registry", { timeout: 300_000 }, async () => {
  await using folder = await temporaryFolder();
  await using registry = await startRegistry(folder.path);
  const { packages, pnpm } = await releaseCheckout(join(folder.path, "checkout"), registry.env);

  await pnpm("run", "versions");
  for (const { name, folder: at } of packages) {
    const { version } = JSON.parse(await readFile(join(at, "package.json"), "utf8"));
    // Nothing is stable before its contracts are; and a changelog is for people.
    expect(version, name).toMatch(/^0\.[1-9]\d*\.\d+$/);
    const changelog = await readFile(join(at, "CHANGELOG.md"), "utf8");
    expect(changelog, name).toContain(`## ${version}`);
    expect(changelog, name).not.toMatch(/Updated dependencies|^- [0-9a-f]{7}:/m);
  }

  const manifests = join(folder.path, "checkout", "docker", "kubernetes");
  for (const program of ["monitor", "exporter"]) {
    const { version } = JSON.parse(
      await readFile(join(folder.path, "checkout", "apps", program, "package.json"), "utf8"),
    );
    for (const file of [`base/manifests/${program}.yaml`, "base/kustomization.yaml"])
      expect(await readFile(join(manifests, file), "utf8"), file).toMatch(
        new RegExp(`ettl-${program}(:|\\n +newTag: )${version}\\n`),
      );
  }

  expect(await pnpm("exec", "changeset", "publish")).toContain("packages published successfully");
  for (const { name } of packages)
    expect(JSON.stringify(await registry.manifest(name)), name).not.toMatch(/workspace:|catalog:/);

  const project = join(folder.path, "project");
  await mkdir(project);
  await writeFile(join(project, "package.json"), '{ "private": true, "type": "module" }');
  const { PATH = "", HOME = "" } = process.env;
  await promisify(execFile)(
    "npm",
    ["install", "--no-audit", "--no-fund", "@ettl/telemetry", "ettl-channel-ntfy"],
    { cwd: project, env: { PATH, HOME, ...registry.env } },
  );
  await writeFile(join(project, "program.js"), program(await freePort()));
  expect(await runProgram([join(project, "program.js")], { cwd: project })).toMatchObject({
    stdout: 'export_trakt_exports_total{status="success",type="movies",format="csv"} 1\n',
    stderr: "",
    code: 0,
  });
});
