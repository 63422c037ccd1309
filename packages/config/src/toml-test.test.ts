import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspectConfig } from "@ettl/config";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import * as z from "zod";

interface Corpus {
  readonly files: Readonly<
    Record<
      string,
      { readonly text?: string; readonly base64?: string; readonly versions: readonly string[] }
    >
  >;
}

const corpus: Corpus = JSON.parse(
  await readFile(new URL("../test/fixtures/toml-test.json", import.meta.url), "utf8"),
);
const schema = z.object({ section_of_ours: z.strictObject({}).prefault({}) });

function names(kind: "valid" | "invalid", version: string): string[] {
  return Object.entries(corpus.files)
    .filter(([name, { versions }]) => name.startsWith(`${kind}/`) && versions.includes(version))
    .map(([name]) => name);
}

/** Those of which the inspection is not as it should be. */
async function except(
  list: readonly string[],
  isRight: (inspection: Awaited<ReturnType<typeof inspectConfig>>, file: string) => boolean,
): Promise<string[]> {
  await using folder = await temporaryFolder();
  const wrong: string[] = [];
  for (const [index, name] of list.entries()) {
    const { text, base64 } = corpus.files[name] ?? {};
    const file = join(folder.path, `${index}.toml`);
    await writeFile(file, base64 === undefined ? (text ?? "") : Buffer.from(base64, "base64"));
    // The schema reads nothing of it, so that only the TOML itself can be wrong.
    const inspection = await inspectConfig({ schema, file });
    if (!isRight(inspection, file)) wrong.push(name);
  }
  return wrong;
}

/** One issue with its place, and a caret in the line below the one of the file. */
function isRefusedAtAPlace(
  { issues: [issue, ...more] }: Awaited<ReturnType<typeof inspectConfig>>,
  file: string,
): boolean {
  const [line = "", caret = ""] = issue?.excerpt?.split("\n") ?? [];
  return (
    more.length === 0 &&
    issue?.file === file &&
    (issue.line ?? 0) > 0 &&
    (issue.column ?? 0) > 0 &&
    line.startsWith(`  ${issue.line} | `) &&
    /^ +\| +\^~*$/.test(caret)
  );
}

// The reader knows TOML 1.1, which made these valid; the README names them.
const validSince11 = [
  "invalid/datetime/no-secs.toml",
  "invalid/inline-table/linebreak-01.toml",
  "invalid/inline-table/linebreak-02.toml",
  "invalid/inline-table/linebreak-03.toml",
  "invalid/inline-table/linebreak-04.toml",
  "invalid/inline-table/trailing-comma.toml",
  "invalid/local-datetime/no-secs.toml",
  "invalid/local-time/no-secs.toml",
  "invalid/string/basic-byte-escapes.toml",
];

test("C1 refuses toml-test's 499 invalid files with file:line:column and a caret, but for nine that TOML 1.1 allows", async () => {
  const invalid = names("invalid", "1.0");
  expect(invalid).toHaveLength(499);
  expect(await except(invalid, isRefusedAtAPlace)).toEqual(validSince11);
});

test("C1 refuses all of toml-test's 492 files that are invalid in TOML 1.1", async () => {
  const invalid = names("invalid", "1.1");
  expect(invalid).toHaveLength(492);
  expect(await except(invalid, isRefusedAtAPlace)).toEqual([]);
});

test("C1 accepts all of toml-test's valid files, of TOML 1.0 and 1.1", async () => {
  const valid = [...new Set([...names("valid", "1.0"), ...names("valid", "1.1")])];
  expect(valid.length).toBeGreaterThan(210);
  const refused = await except(valid, ({ issues }) => issues.length === 0);
  expect(refused).toEqual([]);
});
