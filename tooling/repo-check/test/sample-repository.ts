import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Path from the root to text; undefined takes a file of the healthy tree away. */
export type Files = Readonly<Record<string, string | undefined>>;

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

export function leafManifest(name: string, more: Record<string, unknown> = {}): string {
  return json({
    name: `@ettl/${name}`,
    version: "0.0.0",
    license: "MIT",
    type: "module",
    sideEffects: false,
    engines: { node: ">=20.19" },
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
    files: ["dist"],
    ...publicFields(["monitor", "exporter"].includes(name) ? `apps/${name}` : `packages/${name}`),
    ...more,
  });
}

/** What npm and provenance need, behind the rest. */
function publicFields(folder: string): Record<string, unknown> {
  return {
    description: "It.",
    keywords: ["it"],
    homepage: `https://example.com/it/tree/main/${folder}#readme`,
    repository: { type: "git", url: "git+https://example.com/it.git", directory: folder },
    bugs: "https://example.com/it/issues",
    publishConfig: { access: "public", provenance: true },
  };
}

const built = { "dist/index.js": "export const a = 1;\n", "dist/index.d.ts": "export {};\n" };

function packageFiles(folder: string, files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ "README.md": "# It\n", ...built, ...files }).map(([path, text]) => [
      `${folder}/${path}`,
      text,
    ]),
  );
}

/** Two leaves, the knot and two apps, with nothing wrong. */
const healthy: Record<string, string> = {
  "package.json": json({
    private: true,
    packageManager: "pnpm@10.34.9",
    engines: { node: ">=20.19" },
    devDependencies: { vitest: "catalog:" },
  }),
  LICENSE: "MIT License\n",
  "pnpm-workspace.yaml":
    'packages:\n  - packages/*\n\n# Versions.\ncatalog:\n  "@slack/webhook": 8.0.2\n  # Pinned.\n  vitest: 4.1.12\n',
  ...packageFiles("packages/metrics", {
    "package.json": leafManifest("metrics"),
    "tsconfig.json": json({}),
    "src/index.ts": 'export { createMetrics } from "./create-metrics.ts";\n',
    "src/create-metrics.ts": "export const createMetrics = () => ({});\n",
  }),
  ...packageFiles("packages/alerts", {
    "package.json": leafManifest("alerts", {
      peerDependencies: { "@slack/webhook": "^8.0.0" },
      peerDependenciesMeta: { "@slack/webhook": { optional: true } },
      devDependencies: { "@slack/webhook": "catalog:" },
    }),
    "tsconfig.json": json({}),
    "src/index.ts": 'export { createAlerts } from "./create-alerts.ts";\n',
    "src/create-alerts.ts": 'export const createAlerts = () => import("./slack.ts");\n',
    "src/slack.ts": 'import { IncomingWebhook } from "@slack/webhook";\n',
  }),
  ...packageFiles("packages/telemetry", {
    "package.json": leafManifest("telemetry", {
      dependencies: { "@ettl/alerts": "workspace:^", "@ettl/metrics": "workspace:^" },
    }),
    "tsconfig.json": json({ references: [{ path: "../alerts" }, { path: "../metrics" }] }),
    "src/index.ts": 'export { createMetrics } from "@ettl/metrics";\n',
  }),
  ...Object.assign(
    {},
    ...["monitor", "exporter"].map((name) =>
      packageFiles(`apps/${name}`, {
        "package.json": leafManifest(name, {
          exports: "./dist/index.js",
          dependencies: { "@ettl/telemetry": "workspace:^" },
        }),
        "tsconfig.json": json({ references: [{ path: "../../packages/telemetry" }] }),
        "src/main.ts": 'import { createTelemetry } from "@ettl/telemetry";\n',
      }),
    ),
  ),
};

/** Writes the healthy tree with some of its files changed. */
export async function writeRepository(root: string, changes: Files = {}): Promise<void> {
  for (const [path, text] of Object.entries({ ...healthy, ...changes })) {
    if (text === undefined) continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}
