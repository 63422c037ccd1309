// npm test: installs, builds, and runs every test that needs no system package.
import { pnpm } from "./pnpm.mjs";
import { prepare } from "./prepare.mjs";

await prepare();
const report = process.env.ETTL_TEST_REPORT;
process.exitCode = await pnpm([
  "exec",
  "vitest",
  "run",
  "--config=tooling/test/vitest.config.js",
  "--project=unit",
  ...(report ? ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`] : []),
  ...process.argv.slice(2),
]);
