// Installs exactly what the lockfile says and builds everything; ends the process if that fails.
import { pnpm } from "./pnpm.mjs";

const steps = [
  { what: "installing packages", args: ["install", "--frozen-lockfile"] },
  { what: "building", args: ["exec", "turbo", "run", "build", "--output-logs=errors-only"] },
];

export async function prepare() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    process.stderr.write(`ettl needs Node 20.19 or newer, this is ${process.versions.node}\n`);
    process.exit(1);
  }
  for (const { what, args } of steps) {
    process.stderr.write(`ettl: ${what} …\n`);
    const code = await pnpm(args, { quiet: true });
    if (code === 0) continue;
    process.stderr.write(`ettl: ${what} failed (exit code ${code}), see above\n`);
    process.exit(1);
  }
}
