import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { demoProgram, freePort } from "@ettl-tooling/test";
import { packageNames, unknownPackages } from "../install-names.ts";
import { publicPackages, root, rootScripts } from "../repository.ts";

/**
 * Stands for `npm`, `npx` and `pnpm` in the blocks of documents. Nothing is downloaded: what would be installed is
 * looked up among the packages of this repository and their peers. Of its scripts those run that write nothing.
 */
const [tool = "npm", ...words] = process.argv.slice(2);
const packages = publicPackages();

process.exitCode = await run();

async function run(): Promise<number> {
  const [command = "", ...rest] = words[0] === "run" ? words.slice(1) : words;
  if (command === "install" || command === "i" || command === "add") return install(rest);
  if (tool === "npx" || command === "exec") return execute(tool === "npx" ? words : rest);
  const script = rootScripts()[command];
  if (script === undefined) return refuse(`package.json has no script "${command}"`);
  const args = rest[0] === "--" ? rest.slice(1) : rest;
  if (command === "start") return startDemo(args);
  const built = /node (tooling\/(?:bench|soak)\/\S+\.js)$/.exec(script)?.[1];
  if (built === undefined)
    return refuse(`"${tool} ${command}" can't run here; say so by <!-- not run: why -->`);
  return inherit([join(root, built), ...args], root);
}

function install(args: readonly string[]): number {
  const unknown = unknownPackages(args);
  if (packageNames(args).length === 0) return refuse(`${tool} install names no package`);
  if (unknown.length === 0) return 0;
  return refuse(`neither a package of this repository nor a peer of one: ${unknown.join(", ")}`);
}

function execute(args: readonly string[]): number {
  const [command = "", ...rest] = args.filter((word) => word !== "--yes" && word !== "-y");
  const file = packages.map(({ commands }) => commands.get(command)).find(Boolean);
  if (file === undefined) return refuse(`no package here has the command "${command}"`);
  return inherit([file, ...rest], process.cwd());
}

async function startDemo(args: readonly string[]): Promise<number> {
  if (args.join(" ") !== "--once") return refuse("the demo runs here with --once only");
  const ports = { monitor: await freePort(), exporter: await freePort() };
  process.env.ETTL_LETTERBOXD__EXPORT_DIR ??= join(process.cwd(), "exports");
  return inherit(demoProgram({ ports, once: true }), process.cwd());
}

function inherit(args: readonly string[], cwd: string): number {
  return spawnSync(process.execPath, args, { stdio: "inherit", cwd }).status ?? 1;
}

function refuse(sentence: string): number {
  console.error(`${tool}: ${sentence}`);
  return 1;
}
