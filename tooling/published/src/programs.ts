import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { answerMatches, codeBlocks, outputMatches } from "@ettl-tooling/readme";
import { eventually, freePort } from "@ettl-tooling/test";
import type { Project } from "./project.ts";
import type { PublishedPackage } from "./published-package.ts";

/** The exporter of all tarballs installed together, by npx: what its README shows, against its own sandbox. */
export async function exporterRuns(
  project: Project,
  { manifest, readme }: PublishedPackage,
): Promise<string[]> {
  const port = await freePort();
  await using sandbox = started(project, ["ettl-exporter", "sandbox", "--port", String(port)]);
  await sandbox.printed(/Trakt stand-in on/);
  const run = await project.run("npx", ["ettl-exporter", "export"], trakt(port));
  const table = codeBlocks(readme).find(({ text }) => /^export +announced/.test(text))?.text ?? "";
  const printed = run.output.slice(run.output.search(/^export +announced/m));
  const { ok, difference } = outputMatches(table, printed);
  return [
    ...(run.code === 0 ? [] : [`export ended with ${run.code}:\n${run.output}`]),
    ...(ok ? [] : [`the table of an export, in the README: ${difference}`]),
    ...(await explainsItself(project, "ettl-exporter", manifest.version)),
    ...(await sandbox.endsWell()),
  ];
}

/** The monitor, likewise, with the `ettl.toml` of its README, its ports exchanged for free ones. */
export async function monitorRuns(
  project: Project,
  { manifest, readme }: PublishedPackage,
): Promise<string[]> {
  const ports = { sandbox: 0, exporter: 0, nobody: 0, monitor: 0 };
  for (const name of Object.keys(ports) as (keyof typeof ports)[]) ports[name] = await freePort();
  const blocks = codeBlocks(readme);
  const file = blocks.find(({ language }) => language === "toml")?.text ?? "";
  const folder = join(project.folder, "watching");
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "ettl.toml"),
    file.replace(":9464", `:${ports.exporter}`).replace(":8080", `:${ports.nobody}`),
  );
  await using sandbox = started(project, [
    "ettl-exporter",
    "sandbox",
    "--port",
    `${ports.sandbox}`,
  ]);
  await sandbox.printed(/Trakt stand-in on/);
  await using exporter = started(
    project,
    ["ettl-exporter", "serve", "--port", String(ports.exporter)],
    trakt(ports.sandbox),
  );
  await exporter.printed(/telemetry\.listening/);
  await using monitor = started(project, ["ettl-monitor", "--config", "watching/ettl.toml"], {
    MONITORING_PORT: String(ports.monitor),
  });
  await monitor.printed(/monitor\.started/);
  const origin = `http://127.0.0.1:${ports.monitor}`;
  const expected = JSON.parse(
    blocks.find(({ language }) => language === "json")?.text ?? "null",
  ) as unknown;
  let health = { ok: false, difference: "no answer" };
  await eventually(
    "the health that the README shows",
    async () => {
      const response = await fetch(`${origin}/health`);
      const answer = (await response.text())
        .replaceAll(`:${ports.exporter}`, ":9464")
        .replaceAll(`:${ports.nobody}`, ":8080");
      health = answerMatches(expected, JSON.parse(answer));
      return response.status === 200 && health.ok;
    },
    { timeoutMs: 20_000 },
  ).catch(() => undefined);
  return [
    ...(health.ok ? [] : [`/health, in the README: ${health.difference}`]),
    ...(await pageIsThere(origin)),
    ...(await explainsItself(project, "ettl-monitor", manifest.version)),
    ...(await monitor.endsWell()),
    ...(await exporter.endsWell()),
  ];
}

/** The page and every file that it names. */
async function pageIsThere(origin: string): Promise<string[]> {
  const page = await fetch(`${origin}/`, { headers: { accept: "text/html" } });
  const html = await page.text();
  const paths = [...html.matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js|svg))"/g)].map(
    ([, path = ""]) => path,
  );
  const problems = page.status === 200 && paths.length > 2 ? [] : [`/ answers ${page.status}`];
  for (const path of paths) {
    const asset = await fetch(origin + path);
    const size = (await asset.arrayBuffer()).byteLength;
    if (asset.status !== 200 || size === 0) problems.push(`${path} answers ${asset.status}`);
  }
  return problems;
}

async function explainsItself(project: Project, program: string, version: string) {
  const said = await project.run("npx", [program, "--version"]);
  const help = await project.run("npx", [program, "--help"]);
  return [
    ...(said.output.trim() === version ? [] : [`--version prints ${said.output}`]),
    ...(help.code === 0 && help.output.startsWith(`Usage: ${program} `)
      ? []
      : [`--help prints ${help.output}`]),
  ];
}

const trakt = (port: number) => ({
  TRAKT_CLIENT_ID: "any",
  TRAKT_ACCESS_TOKEN: "demo",
  ETTL_TRAKT__API_BASE_URL: `http://127.0.0.1:${port}`,
});

/** Starts by npx, which starts a shell: both are one group of processes, and end together. */
function started(project: Project, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn("npx", [...args], {
    cwd: project.folder,
    env: { PATH: project.node.path, HOME: process.env.HOME ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const closed = once(child, "close");
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-(child.pid ?? 0), name);
    } catch {
      // It has ended already.
    }
  };
  return {
    printed: (pattern: RegExp) =>
      eventually(`${pattern} of ${args.join(" ")}`, () => {
        if (child.exitCode !== null) throw new Error(`${args.join(" ")} ended:\n${output}`);
        return pattern.test(output);
      }).catch((error: Error) => {
        throw new Error(`${error.message}; it printed:\n${output}`);
      }),
    /** SIGTERM, to the end. */
    async endsWell(): Promise<string[]> {
      signal("SIGTERM");
      const timer = setTimeout(() => signal("SIGKILL"), 20_000);
      await closed;
      clearTimeout(timer);
      return child.signalCode === "SIGKILL" ? [`${args.join(" ")} does not end:\n${output}`] : [];
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) signal("SIGKILL");
      await closed;
    },
  };
}
