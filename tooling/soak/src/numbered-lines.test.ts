import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { linesIn, linesOfFolder, numberedLines } from "./numbered-lines.ts";

const text = (...numbers: number[]) => numbers.map((n) => `{"n":${n}}\n`).join("");

async function found(...chunks: string[]) {
  const lines = numberedLines();
  async function* all() {
    yield* chunks;
  }
  for await (const line of linesIn(all())) lines.add(line);
  return lines.found();
}

test("lines in order are whole, wherever the chunks are cut", async () => {
  const all = text(0, 1, 2, 3);
  for (let cut = 0; cut <= all.length; cut++)
    expect(await found(all.slice(0, cut), all.slice(cut))).toEqual({
      whole: 4,
      first: 0,
      last: 3,
      faults: 0,
      fault: undefined,
    });
});

test("a missing, a repeated and a swapped line is a fault", async () => {
  expect(await found(text(0, 1, 3))).toMatchObject({ faults: 1, fault: "after line 1 comes 3" });
  expect(await found(text(0, 1, 1))).toMatchObject({ faults: 1, fault: "after line 1 comes 1" });
  expect(await found(text(0, 2, 1, 3))).toMatchObject({ faults: 3 });
});

test("half a line is a fault, and so is a line without its line break", async () => {
  expect(await found(text(0), '{"n":')).toMatchObject({ whole: 1, faults: 1 });
  expect(await found(text(0), '{"n":1}')).toMatchObject({ whole: 1, faults: 1 });
  expect(await found('{"n":0}{"n":1}\n')).toMatchObject({ whole: 0, faults: 1 });
});

test("files are put in order by what they hold, not by name", async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "a.log"), text(4, 5));
  await writeFile(join(folder.path, "b.log"), text(2, 3));
  await writeFile(join(folder.path, "c.log"), "");
  expect(await linesOfFolder(folder.path)).toEqual({
    whole: 4,
    first: 2,
    last: 5,
    faults: 0,
    fault: undefined,
    files: 3,
    largestBytes: 16,
  });
});
