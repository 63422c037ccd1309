// npm test: installs, builds, and runs every test that needs no system package.
import { prepare } from "./prepare.mjs";
import { vitest } from "./vitest.mjs";

await prepare();
process.exitCode = await vitest("unit", process.argv.slice(2));
