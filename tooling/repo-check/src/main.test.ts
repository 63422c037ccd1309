import { fileURLToPath } from "node:url";
import { runProgram, temporaryFolder } from "@ettl-tooling/test";
import { describe, expect, test } from "vitest";
import { type Files, json, leafManifest, writeRepository } from "../test/sample-repository.ts";

const program = fileURLToPath(new URL("../dist/main.js", import.meta.url));

async function check(changes: Files = {}) {
  await using folder = await temporaryFolder();
  await writeRepository(folder.path, changes);
  return await runProgram([program, "--root", folder.path]);
}

interface Example {
  readonly rule: string;
  readonly broken: Files;
  /** Start of the one line that is printed. */
  readonly finding: string;
  /** The nearest thing to it that is allowed. */
  readonly allowed: Files;
}

/** Where the field stands in a leaf's package.json with that value; 1 where it does not. */
const lineOfField = (field: string, value: unknown) =>
  Math.max(
    1,
    leafManifest("metrics", { [field]: value })
      .split("\n")
      .findIndex((line) => line.startsWith(`  "${field}":`)) + 1,
  );

const names = (count: number) => Array.from({ length: count }, (_, index) => `name${index}`);

const examples: Example[] = [
  {
    rule: "a leaf imports no other leaf",
    broken: { "packages/metrics/src/extra.ts": '\nimport { send } from "@ettl/alerts";\n' },
    finding:
      "packages/metrics/src/extra.ts:2: the leaf @ettl/metrics depends on @ettl/alerts. Take a callback",
    allowed: {
      "packages/metrics/src/extra.ts":
        '// import { send } from "@ettl/alerts";\nconst text = \'import { send } from "@ettl/alerts"\';\nconst more = `import("@ettl/alerts")`;\nimport { self } from "@ettl/metrics";\n',
    },
  },
  {
    rule: "a leaf imports no type of another leaf, over several lines",
    broken: {
      "packages/metrics/src/extra.ts":
        'import type {\n  Alert, // "quoted"\n  Level,\n} from "@ettl/alerts/config";\n',
    },
    finding: "packages/metrics/src/extra.ts:4: the leaf @ettl/metrics depends on @ettl/alerts.",
    allowed: { "packages/metrics/src/extra.ts": 'import type {\n  Hono,\n} from "hono";\n' },
  },
  {
    rule: "a leaf loads no other leaf with import()",
    broken: {
      "packages/metrics/src/extra.ts":
        'const a = /["\'`]/;\nawait import(\n  "@ettl/telemetry"\n);\n',
    },
    finding: "packages/metrics/src/extra.ts:3: the leaf @ettl/metrics depends on @ettl/telemetry.",
    allowed: { "packages/metrics/src/extra.ts": 'await import("prom-client");\n' },
  },
  {
    rule: "a leaf names no other leaf in package.json, not even as a peer",
    broken: {
      "packages/metrics/package.json": leafManifest("metrics", {
        peerDependencies: { "@ettl/health": "^0.1.0" },
      }),
    },
    finding: "packages/metrics/package.json:35: the leaf @ettl/metrics depends on @ettl/health.",
    allowed: {
      "packages/metrics/package.json": leafManifest("metrics", {
        peerDependencies: { "prom-client": "^15.0.0" },
      }),
    },
  },
  {
    rule: "of packages, only telemetry imports leaves",
    broken: {
      "packages/reports/README.md": "# reports\n",
      "packages/reports/package.json": json({ name: "@ettl/reports", private: true }),
      "packages/reports/src/index.ts": 'export { createMetrics } from "@ettl/metrics";\n',
    },
    finding:
      "packages/reports/src/index.ts:1: @ettl/reports depends on the leaf @ettl/metrics. Of packages, only @ettl/telemetry does",
    allowed: { "apps/monitor/src/page.ts": 'import "@ettl/metrics/hono";\n' },
  },
  {
    rule: "an app imports no app, whereas tooling may import leaves",
    broken: { "apps/monitor/src/page.ts": 'import { run } from "@ettl/exporter";\n' },
    finding:
      "apps/monitor/src/page.ts:1: @ettl/monitor depends on the app @ettl/exporter. Move what both need",
    allowed: {
      "tooling/bench/package.json": json({ name: "@ettl-tooling/bench", private: true }),
      "tooling/bench/src/main.ts": 'export { createMetrics } from "@ettl/metrics";\n',
    },
  },
  {
    rule: "a relative import stays inside its package",
    broken: { "packages/metrics/src/extra.ts": 'import "../../alerts/src/index.ts";\n' },
    finding:
      'packages/metrics/src/extra.ts:1: "../../alerts/src/index.ts" reaches outside packages/metrics.',
    allowed: { "packages/metrics/src/extra.ts": 'import "../test/sample.ts";\n' },
  },
  {
    rule: "published code imports no tooling",
    broken: { "packages/metrics/src/extra.ts": 'import "@ettl-tooling/test";\n' },
    finding: "packages/metrics/src/extra.ts:1: published code imports @ettl-tooling/test",
    allowed: { "packages/metrics/src/extra.test.ts": 'import "@ettl-tooling/test";\n' },
  },
  {
    rule: "a package's root reaches no import of an optional peer",
    broken: { "packages/alerts/src/create-alerts.ts": 'export { slack } from "./slack.ts";\n' },
    finding:
      "packages/alerts/src/slack.ts:1: the package root reaches an import of the optional peer @slack/webhook.",
    allowed: {
      "packages/alerts/src/create-alerts.ts": 'const load = () => import("@slack/webhook");\n',
    },
  },
  {
    rule: "a package's root reaches no type of an optional peer",
    broken: {
      "packages/alerts/src/create-alerts.ts":
        'import type { IncomingWebhook } from "@slack/webhook";\n',
    },
    finding:
      "packages/alerts/src/create-alerts.ts:1: the package root reaches a type import of the optional peer @slack/webhook.",
    allowed: { "packages/alerts/src/config.ts": 'import type { A } from "@slack/webhook";\n' },
  },
  {
    rule: "the declarations of a package's root mention no optional peer",
    broken: {
      "packages/alerts/dist/index.d.ts": 'export { load } from "./load.ts";\n',
      "packages/alerts/dist/load.d.ts":
        'export declare const load: () => Promise<import("@slack/webhook").IncomingWebhook>;\n',
    },
    finding:
      "packages/alerts/dist/load.d.ts:1: the declarations of the package root mention the optional peer @slack/webhook.",
    allowed: {
      "packages/alerts/dist/load.d.ts": 'export type A = import("@slack/webhook").A;\n',
    },
  },
  {
    rule: "no export *",
    broken: { "packages/metrics/src/extra.ts": '\n\nexport * from "./create-metrics.ts";\n' },
    finding: "packages/metrics/src/extra.ts:3: `export *` hides what is exported. List the names.",
    allowed: {
      "packages/metrics/src/extra.ts":
        '/* export * from "x" */\nimport * as all from "node:fs";\nexport { all };\n',
    },
  },
  {
    rule: "an entry of exports has its file",
    broken: { "packages/metrics/dist/index.js": undefined },
    finding:
      'packages/metrics/package.json:11: exports["."] points to ./dist/index.js, which does not exist.',
    allowed: {},
  },
  {
    rule: "an entry of exports with a wildcard matches a file",
    broken: {
      "packages/metrics/package.json": leafManifest("metrics", {
        exports: { "./checks/*": { types: "./dist/index.d.ts", default: "./dist/checks/*.js" } },
      }),
    },
    finding:
      'packages/metrics/package.json:11: exports["./checks/*"] points to ./dist/checks/*.js, which matches no file.',
    allowed: {
      "packages/metrics/package.json": leafManifest("metrics", {
        exports: { "./checks/*": { types: "./dist/index.d.ts", default: "./dist/checks/*.js" } },
      }),
      "packages/metrics/dist/checks/disk.js": "",
    },
  },
  {
    rule: "an entry of exports that is code has types",
    broken: {
      "packages/metrics/package.json": leafManifest("metrics", {
        exports: { ".": { default: "./dist/plain.js" } },
      }),
      "packages/metrics/dist/plain.js": "",
    },
    finding: 'packages/metrics/package.json:11: exports["."] is code without types.',
    allowed: {
      "packages/metrics/package.json": leafManifest("metrics", {
        exports: { ".": "./dist/index.js", "./package.json": "./package.json" },
      }),
    },
  },
  ...["utils", "helpers", "common", "types", "misc", "alert-manager"].map((name) => ({
    rule: `no file called ${name}`,
    broken: { [`packages/metrics/src/${name}.ts`]: "" },
    finding: `packages/metrics/src/${name}.ts:1: "${name}" says nothing about what is inside.`,
    allowed: { [`packages/metrics/src/${name}-of-series.ts`]: "" },
  })),
  {
    rule: "no folder called utils",
    broken: { "apps/monitor/src/utils/page.ts": "" },
    finding: 'apps/monitor/src/utils/page.ts:1: "utils" says nothing about what is inside.',
    allowed: { "apps/monitor/src/pages/page.ts": "" },
  },
  {
    rule: "a source file has at most 300 lines",
    broken: { "packages/metrics/src/extra.ts": "//\n".repeat(301) },
    finding: "packages/metrics/src/extra.ts:301: 301 lines, more than 300. Split it by concept.",
    allowed: {
      "packages/metrics/src/extra.ts": "//\n".repeat(300),
      "packages/metrics/src/extra.test.ts": "//\n".repeat(900),
    },
  },
  {
    rule: "a version is written in the catalog only",
    broken: {
      "packages/metrics/package.json": leafManifest("metrics", {
        dependencies: { pino: "^10.4.0" },
      }),
    },
    finding:
      'packages/metrics/package.json:35: dependencies writes out the version "^10.4.0" of pino.',
    allowed: {
      "packages/metrics/package.json": leafManifest("metrics", {
        peerDependencies: { pino: "^10.4.0" },
        devDependencies: { vitest: "catalog:" },
      }),
    },
  },
  {
    rule: "every entry of the catalog is used",
    broken: { "package.json": json({ private: true, engines: { node: ">=20.19" } }) },
    finding: "pnpm-workspace.yaml:8: no package takes vitest from the catalog. Remove the entry.",
    allowed: {
      "package.json": json({
        private: true,
        engines: { node: ">=20.19" },
        dependencies: { vitest: "catalog:" },
      }),
    },
  },
  {
    rule: "a package has a README.md",
    broken: { "packages/metrics/README.md": undefined },
    finding: "packages/metrics/README.md:1: it does not exist.",
    allowed: { "packages/metrics/README.md": "# @ettl/metrics\n" },
  },
  {
    rule: "a package has an index.ts",
    broken: { "packages/metrics/src/index.ts": undefined },
    finding: "packages/metrics/src/index.ts:1: it does not exist.",
    allowed: {},
  },
  {
    rule: "a package exports at most 12 values",
    broken: {
      "packages/metrics/src/index.ts": `export {\n${names(12).join(",\n")}\n} from "./a.ts";\nexport const one = 1;\n`,
    },
    finding: "packages/metrics/src/index.ts:1: it exports 13 values, more than 12.",
    allowed: {
      "packages/metrics/src/index.ts": `export { ${names(12).join(", ")}, type Thirteenth } from "./a.ts";\nexport type { A, B } from "./b.ts";\nexport interface C {}\n`,
    },
  },
  {
    rule: "a workspace dependency is a reference",
    broken: { "apps/monitor/tsconfig.json": json({ references: [] }) },
    finding:
      "apps/monitor/tsconfig.json:1: no reference to @ettl/telemetry, on which @ettl/monitor depends.",
    allowed: {
      "apps/monitor/tsconfig.json":
        '{\n  // Built first.\n  "references": [{ "path": "../../packages/telemetry/tsconfig.json" }]\n}\n',
    },
  },
  {
    rule: "a reference is a workspace dependency",
    broken: {
      "packages/metrics/tsconfig.json": json({ references: [{ path: "../alerts" }] }),
    },
    finding: "packages/metrics/tsconfig.json:4: a reference to packages/alerts, which package.json",
    allowed: {
      "packages/metrics/tsconfig.json": json({ references: [{ path: "./tsconfig.client.json" }] }),
    },
  },
  ...(
    [
      ["description", " "],
      ["keywords", []],
      ["license", "ISC"],
      ["repository", { type: "git", url: "git+https://example.com/it.git" }],
      ["homepage", "https://example.com"],
      ["bugs", undefined],
      ["engines", { node: ">=18" }],
      ["sideEffects", undefined],
      ["publishConfig", { access: "public" }],
    ] as const
  ).map(([field, value]) => ({
    rule: `a published package.json has ${field}`,
    broken: { "packages/metrics/package.json": leafManifest("metrics", { [field]: value }) },
    finding: `packages/metrics/package.json:${lineOfField(field, value)}: "${field}" is not what a published package says. Write `,
    allowed: {
      "packages/metrics/package.json": leafManifest("metrics", { [field]: value, private: true }),
    },
  })),
];

describe.each(examples)("$rule", ({ broken, finding, allowed }) => {
  test("prints the finding and exits 1", async () => {
    const { code, stdout, stderr } = await check(broken);
    expect(stderr).toBe("");
    const [line = "", ...rest] = stdout.trimEnd().split("\n");
    expect(line.slice(0, finding.length)).toBe(finding);
    expect(rest).toEqual([expect.stringMatching(/^structure: 1 finding \(/)]);
    expect(code).toBe(1);
  });

  test("accepts what only looks like it", async () => {
    const { code, stdout } = await check(allowed);
    expect(stdout).toMatch(/^structure: nothing found \(.+\)\n$/);
    expect(code).toBe(0);
  });
});

test("prints every finding, in the order of their places", async () => {
  const { code, stdout } = await check({
    "packages/metrics/src/utils.ts": 'export * from "@ettl/alerts";\n',
    "apps/monitor/src/misc.ts": "",
  });
  expect(stdout.split("\n").map((line) => line.split(" ")[0])).toEqual([
    "apps/monitor/src/misc.ts:1:",
    "packages/metrics/src/utils.ts:1:",
    "packages/metrics/src/utils.ts:1:",
    "packages/metrics/src/utils.ts:1:",
    "structure:",
    "",
  ]);
  expect(code).toBe(1);
});

test("explains itself with --help", async () => {
  const { code, stdout } = await runProgram([program, "--help"]);
  expect(stdout).toContain("--root DIR");
  expect(code).toBe(0);
});

test("exits 2 on an unknown option, naming it", async () => {
  const { code, stdout, stderr } = await runProgram([program, "--rot", "."]);
  expect(stderr).toContain("--rot");
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
});

test("exits 2 in one sentence where there is no workspace", async () => {
  await using folder = await temporaryFolder();
  const { code, stderr } = await runProgram([program, "--root", folder.path]);
  expect(stderr).toBe(
    `structure: ${folder.path} holds no pnpm-workspace.yaml: name the root with --root\n`,
  );
  expect(code).toBe(2);
});

test("exits 2 naming a package.json that is not JSON", async () => {
  const { code, stderr } = await check({ "apps/monitor/package.json": "{" });
  expect(stderr).toContain("structure: apps/monitor/package.json is not JSON");
  expect(code).toBe(2);
});
