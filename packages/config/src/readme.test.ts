import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");

function block(start: string): string {
  const from = readme.indexOf(start) + start.length;
  return readme.slice(from, readme.indexOf("```\n", from));
}

test("the README's example prints what the README says", async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "app.toml"), block("```toml\n"));
  const program = `process.chdir(${JSON.stringify(folder.path)});\n${block("```js\n")}`;
  const { stderr } = await runProgram(["--input-type=module", "-e", program], {
    cwd: import.meta.dirname,
    env: {
      ETTL_LOG__LEVEL: "loud",
      ETTL_SERVER__TOKN: "x",
      ETTL_SERVER__TOKEN_FILE: "/run/secrets/token",
    },
  });
  expect(stderr).toBe(block("all that is wrong at once:\n\n```\n"));
});
