import { readFileSync } from "node:fs";
import type { Project } from "./project.ts";
import { importableNames, optionalPeers, type PublishedPackage } from "./published-package.ts";

/** What a README says: a feature and the optional peer that it wants. */
interface InstallRow {
  /** As one imports it: `@ettl/alerts/hono`. */
  readonly subpath: string;
  readonly peer: string;
}

interface Feature {
  readonly subpath: string;
  /** A module that prints what it is told where the peer is absent. */
  readonly code: string;
  readonly says: string;
  /** On this Node the feature needs no peer. */
  readonly built?: (nodeVersion: string) => boolean;
}

const alert = `{ level: "error", title: "t", message: "m", source: "s" }`;
const sendBy = (name: string, options: string) => `
import { createAlerts } from "@ettl/alerts";
import { ${name} } from "@ettl/alerts/channels/${name}";
const alerts = createAlerts({ channels: [${name}(${options})] });
console.log((await alerts.send(${alert}))[0].error);
await alerts.close();
`;

/** Features that load their peer at their first use: importing them always works. */
const features: readonly Feature[] = [
  {
    subpath: "@ettl/alerts/channels/slack",
    code: sendBy("slack", '{ webhookUrl: "https://hooks.slack.com/services/T0/B0/x" }'),
    says: "library_missing: slack() needs @slack/webhook, run: npm install @slack/webhook",
  },
  {
    subpath: "@ettl/alerts/channels/email",
    code: sendBy("email", '{ host: "127.0.0.1", from: "a@example.com", to: "b@example.com" }'),
    says: "library_missing: email() needs nodemailer, run: npm install nodemailer",
  },
  {
    subpath: "@ettl/alerts/store",
    code: `
import { openAlertStore } from "@ettl/alerts/store";
await openAlertStore({ folder: "state" }).then(
  (store) => store.close?.(),
  (error) => console.log(error.message),
);
`,
    says: "a state folder needs Node 22.13 or @photostructure/sqlite, run: npm install @photostructure/sqlite",
    built: (version) => Number(/\d+/.exec(version)?.[0]) >= 22,
  },
  {
    subpath: "@ettl/logging",
    code: `
import { rollingFile } from "@ettl/logging";
await rollingFile({ path: "app.log" }).catch((error) => console.log(error.message));
`,
    says: "rollingFile() needs pino-roll. Install it: npm install pino-roll",
  },
  {
    subpath: "@ettl/tracing",
    code: `
import { createTracing } from "@ettl/tracing";
const tracing = createTracing({
  serviceName: "a", serviceVersion: "1", environment: "test",
  jaegerEndpoint: "http://127.0.0.1:9/api/traces",
});
tracing.withSpan("a", () => {});
await tracing.close();
console.log(tracing.stats().lastError?.message ?? tracing.stats().lastError);
`,
    says: "spans for Jaeger need @opentelemetry/exporter-jaeger 2. Install it: npm install @opentelemetry/exporter-jaeger@2",
  },
];

/**
 * Where a package is installed without its optional peers: each subpath loads, or asks for the one that its
 * README names; features that load theirs at use say the sentence. Returns what is otherwise.
 */
export async function withoutOptionalPeers(
  project: Project,
  published: PublishedPackage,
): Promise<string[]> {
  const rows = installRows(published);
  const names = importableNames(published);
  const isProgram = published.manifest.bin !== undefined;
  const loaded = isProgram ? {} : await importEach(project, names);
  const problems = names.flatMap((name) => {
    const missing = loaded[name];
    const atUse = features.some(({ subpath }) => subpath === name);
    const peer = atUse ? undefined : rows.find(({ subpath }) => subpath === name)?.peer;
    if (missing === peer) return peer === undefined ? [] : undocumented(published, sentence(peer));
    return peer === undefined
      ? [`${name} asks for ${missing}, which the README's table of what to install doesn't say`]
      : [`${name} loads without ${peer}, though the README says that it needs it`];
  });
  const unexplained = optionalPeers(published)
    .filter((peer) => !rows.some((row) => row.peer === peer))
    .map((peer) => `the README's table of what to install doesn't say what ${peer} is for`);
  return [...problems, ...unexplained, ...(await featuresAsk(project, published, rows))];
}

async function featuresAsk(
  project: Project,
  published: PublishedPackage,
  rows: readonly InstallRow[],
): Promise<string[]> {
  const own = features.filter(
    ({ subpath, built }) =>
      `${subpath}/`.startsWith(`${published.name}/`) && !built?.(project.node.version.slice(1)),
  );
  const problems: string[] = [];
  for (const { subpath, code, says } of own) {
    const { output } = await project.runModule(code);
    if (output.trimEnd() !== says)
      problems.push(`${subpath} should say "${says}", printed: ${output}`);
    problems.push(...undocumented(published, says));
    const peer = rows.find((row) => row.subpath === subpath)?.peer;
    if (!peer || !says.includes(`npm install ${peer}`))
      problems.push(`${subpath} says "${says}", the README: npm install ${peer}`);
  }
  return problems;
}

/** What Node says where an import is missing. */
const sentence = (peer: string) => `Cannot find package '${peer}'`;

/** A user searches the README for what a program has said. */
function undocumented({ readme }: PublishedPackage, said: string): string[] {
  if (readFileSync(readme, "utf8").includes(`\`${said}\``)) return [];
  return [`the README doesn't have the sentence "${said}"`];
}

/** By name: the package that could not be found, or undefined where it loads. */
export async function importEach(
  project: Project,
  names: readonly string[],
): Promise<Record<string, string | undefined>> {
  const { code, output } = await project.runModule(`
const found = {};
for (const name of ${JSON.stringify(names)})
  await import(name).catch((error) => {
    found[name] = /^Cannot find package '([^']+)'/.exec(error.message)?.[1] ?? error.message;
  });
console.log(JSON.stringify(found));
`);
  if (code !== 0) throw new Error(`importing ${names.join(", ")} ended with ${code}:\n${output}`);
  return JSON.parse(output) as Record<string, string>;
}

/** What can be imported where no optional peer is installed. */
export function namesWithoutPeers(published: PublishedPackage): string[] {
  const rows = installRows(published);
  return importableNames(published).filter(
    (name) =>
      features.some(({ subpath }) => subpath === name) ||
      !rows.some(({ subpath }) => subpath === name),
  );
}

/** Rows of tables that name a subpath of the package and what to install for it. */
function installRows({ name, readme }: PublishedPackage): InstallRow[] {
  return readFileSync(readme, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .flatMap((line) => {
      const subpath = new RegExp(`\`(${name}(?:/[\\w/-]+)?)\``).exec(line)?.[1];
      const peer = /`npm install (@?[^@`]+)(?:@[^`]*)?`/.exec(line)?.[1];
      return subpath && peer ? [{ subpath, peer }] : [];
    });
}
