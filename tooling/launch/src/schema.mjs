// pnpm schema: writes ettl.schema.json, with the sections of every program, for editors.
import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./pnpm.mjs";

const programs = ["monitor", "exporter"];

function schemaOf(program) {
  const main = join(root, "apps", program, "dist/main.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, "schema"], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${program} schema ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

/** What the programs share they take from one package, so the same section is the same in both. */
function wholeSchema() {
  const schemas = programs.map(schemaOf);
  const [first] = schemas;
  return {
    ...first,
    title: "Configuration of ettl's programs",
    properties: Object.assign({}, ...schemas.map(({ properties }) => properties)),
  };
}

const { values } = parseArgs({ options: { print: { type: "boolean", default: false } } });
const text = `${JSON.stringify(wholeSchema(), null, 2)}\n`;
if (values.print) process.stdout.write(text);
else await writeFile(join(root, "ettl.schema.json"), text);
