import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { firstExample, installLine } from "./readme-example.ts";

async function readme<T>(text: string, read: (path: string) => T): Promise<T> {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "README.md");
  await writeFile(path, text);
  return read(path);
}

const js = "```js\nrun();\n```\n";

test("finds the first example with its output, its file and its variables", async () => {
  const text = `# It\n\n${js}\nWith this \`app.toml\`\n\n\`\`\`toml\na = 1\n\`\`\`\n\nand \`LEVEL=loud\` it prints:\n\n\`\`\`\nout\n\`\`\`\n\n\`OTHER=1\`\n`;
  expect(await readme(text, firstExample)).toMatchObject({
    code: "run();\n",
    expected: "out\n",
    files: [{ name: "app.toml", text: "a = 1\n" }],
    variables: { LEVEL: "loud" },
  });
});

test("refuses an example without output", async () => {
  await expect(readme(`${js}\n## Next\n\n\`\`\`\nout\n\`\`\`\n`, firstExample)).rejects.toThrow(
    /README\.md:1: no output behind the example/,
  );
});

test("reads what to install from a block or a line of text", async () => {
  expect(await readme("```sh\nnpm install @ettl/x zod@4\n```\n", installLine)).toEqual([
    "@ettl/x",
    "zod@4",
  ]);
  expect(await readme("`npm install --global @ettl/x` (Node)\n", installLine)).toEqual(["@ettl/x"]);
});
