import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { codeBlocks } from "@ettl-tooling/readme";
import { temporaryFolder } from "@ettl-tooling/test";
import { describe, expect, it } from "vitest";

async function blocksOf(markdown: string) {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "README.md");
  await writeFile(path, markdown);
  return codeBlocks(path).map(({ file, ...block }) => {
    expect(file).toBe(path);
    return block;
  });
}

describe("codeBlocks", () => {
  it("finds each block with its language, text, line, heading and comments", async () => {
    const markdown = `# Title

<!-- with: demo -->
<!-- file: ettl.toml
[metrics]
strict = true
-->

\`\`\`toml title=x
[logging]
\`\`\`

## Next ##

\`\`\`
text
\`\`\`
`;
    expect(await blocksOf(markdown)).toEqual([
      {
        line: 9,
        language: "toml",
        info: "title=x",
        text: "[logging]\n",
        directives: [
          { name: "with", value: "demo", text: "", line: 3 },
          { name: "file", value: "ettl.toml", text: "[metrics]\nstrict = true\n", line: 4 },
        ],
        heading: "Title",
        headingLine: 1,
      },
      {
        line: 15,
        language: "",
        info: "",
        text: "text\n",
        directives: [],
        heading: "Next",
        headingLine: 13,
      },
    ]);
  });

  it("leaves a comment that other text follows to that text", async () => {
    const markdown = "<!-- with: demo -->\n\nText.\n\n```js\n1;\n```\n";
    expect(await blocksOf(markdown)).toMatchObject([{ directives: [] }]);
  });

  it("does not take headings, fences and comments inside a block for real ones", async () => {
    const markdown =
      "# One\n\n````md\n# Two\n```js\n```\n<!-- a: b -->\n````\n\n~~~sh\ntrue\n~~~\n";
    expect(await blocksOf(markdown)).toMatchObject([
      { language: "md", text: "# Two\n```js\n```\n<!-- a: b -->\n", heading: "One" },
      { language: "sh", directives: [], heading: "One" },
    ]);
  });

  it("takes the indentation of a list from a block, and leaves its own", async () => {
    const markdown = "1. First:\n\n   ```js\n   if (true) {\n     run();\n   }\n   ```\n";
    expect(await blocksOf(markdown)).toMatchObject([{ text: "if (true) {\n  run();\n}\n" }]);
  });

  it("shows no block that a comment hides", async () => {
    expect(await blocksOf("<!--\n```js\nbroken(\n```\n-->\n\n```js\n1;\n```\n")).toMatchObject([
      { text: "1;\n", line: 7 },
    ]);
  });

  it("names the place of a block or comment that never ends", async () => {
    await expect(blocksOf("text\n\n```js\n1;\n")).rejects.toThrow(
      /README\.md:3: the code block is never closed$/,
    );
    await expect(blocksOf("<!-- with: demo\n")).rejects.toThrow(
      /README\.md:1: the comment is never closed$/,
    );
  });
});
