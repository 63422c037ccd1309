import { pnpm } from "./pnpm.mjs";

/**
 * Runs the tests of one project and resolves with the exit code. With `$ETTL_TEST_REPORT` the
 * results go into that file too, as JSON.
 */
export function vitest(project, args) {
  const report = process.env.ETTL_TEST_REPORT;
  return pnpm([
    "exec",
    "vitest",
    "run",
    "--config=tooling/test/vitest.config.js",
    `--project=${project}`,
    ...(report ? ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`] : []),
    ...args,
  ]);
}
