import { fileURLToPath } from "node:url";
import { runProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { type Files, writeRepository } from "../../test/sample-repository.ts";

const program = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

const guide =
  "# Guide\n\n## Who is `told`?\n\n## Twice\n\n## Twice\n\n<a id='x'></a><a id=\"old-name\"></a>\n";

async function findings(files: Files): Promise<string[]> {
  await using folder = await temporaryFolder();
  await writeRepository(folder.path, { "docs/guide.md": guide, ...files });
  const { stdout } = await runProgram([program, "--root", folder.path]);
  return stdout
    .trimEnd()
    .split("\n")
    .slice(0, -1)
    .map((line) => line.replace(/\. Name a file by its path.+$/, ""));
}

test("refuses links of Markdown files to files and headings that are not there", async () => {
  expect(
    await findings({
      "README.md": [
        "[a](docs/guides.md) and [b](docs/guide.md#who-was-told)",
        "![c](picture.png 'of c')",
        "[d]: ./nowhere",
        '<img src="docs/x.svg">',
        "[e](#here)",
      ].join("\n"),
      "packages/metrics/README.md": "# It\n\n[out](../../../elsewhere.md)\n",
    }),
  ).toEqual([
    "packages/metrics/README.md:3: the link ../../../elsewhere.md leads nowhere: it does not exist",
    "README.md:1: the link docs/guides.md leads nowhere: it does not exist",
    "README.md:1: the link docs/guide.md#who-was-told leads nowhere: it has no heading #who-was-told",
    "README.md:2: the link picture.png leads nowhere: it does not exist",
    "README.md:3: the link ./nowhere leads nowhere: it does not exist",
    "README.md:4: the link docs/x.svg leads nowhere: it does not exist",
    "README.md:5: the link #here leads nowhere: it has no heading #here",
  ]);
});

test("accepts links that lead somewhere, and what only looks like a link", async () => {
  const links = [
    "guide.md#who-is-told",
    "guide.md#twice-1",
    "./guide.md#old-name",
    "../packages",
    "../packages/metrics/README.md#it",
    "../packages/metrics/CHANGELOG.md",
    "https://example.com/none.md#none",
    "mailto:ann@example.com",
    "#own-heading",
  ];
  expect(
    await findings({
      "docs/more.md": [
        ...links.map((link) => `[text](${link})`),
        "# Own [heading](guide.md)",
        "`[in code](none.md)`",
        "```md",
        "[in a block](none.md)",
        "# No heading",
        "```",
      ].join("\n"),
    }),
  ).toEqual([]);
});

test("refuses a page of docs/ that an alert rule names and that is not there", async () => {
  const rule = (page: string) => `runbook_url: https://example.com/blob/main/docs/${page}\n`;
  expect(
    await findings({
      "docker/prometheus/rules/a.yml": rule("guide.md#who-is-told") + rule("guide.md#nobody"),
      "docker/grafana/b.json": JSON.stringify({ url: rule("none.md") }),
    }),
  ).toEqual([
    "docker/grafana/b.json:1: the link docs/none.md leads nowhere: it does not exist",
    "docker/prometheus/rules/a.yml:2: the link docs/guide.md#nobody leads nowhere: it has no heading #nobody",
  ]);
});
