import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { rejection } from "../../test/clients.ts";
import { LockedError, lock } from "./lock.ts";

const given = { name: "run", what: "an export is already under way" };

/** A process that takes the lock, says so, and holds it until its end. */
async function holder(folder: string) {
  const script = join(folder, "hold.mjs");
  const built = new URL("../../dist/state/lock.js", import.meta.url).href;
  await writeFile(
    script,
    `import { lock } from ${JSON.stringify(built)};
    try {
      await lock(${JSON.stringify(join(folder, "state"))}, ${JSON.stringify(given)});
      console.log("held");
      setInterval(() => {}, 1000);
    } catch (error) { console.log(error.message); }`,
  );
  return startProgram([script]);
}

test("E11 while one process has the lock another is told who; killed, it is no obstacle", async () => {
  await using folder = await temporaryFolder();
  const state = join(folder.path, "state");
  await using first = await holder(folder.path);
  await first.printed(/held/);
  const refused = await rejection(lock(state, given));
  expect(refused).toBeInstanceOf(LockedError);
  expect(refused).toMatchObject({
    code: "locked_by_another",
    message: `an export is already under way by process ${first.child.pid}, and they share ${state}: run it again when that one is done`,
  });
  // Another name is another lock.
  await (await lock(state, { ...given, name: "token" }))();

  first.kill("SIGKILL");
  await first.ended();
  const release = await lock(state, given);
  await release();
  expect(await readdir(state)).toEqual([]);
});

test("E11 of many that want it at the same moment exactly one has it", async () => {
  await using folder = await temporaryFolder();
  const programs = await Promise.all(Array.from({ length: 6 }, () => holder(folder.path)));
  try {
    await Promise.all(programs.map((program) => program.printed(/held|under way/)));
    expect(programs.filter((program) => program.stdout().includes("held"))).toHaveLength(1);
  } finally {
    await Promise.all(programs.map((program) => program[Symbol.asyncDispose]()));
  }
});

test("in one process, too, the second waits for the first", async () => {
  await using folder = await temporaryFolder();
  const release = await lock(folder.path, given);
  expect(await rejection(lock(folder.path, given))).toBeInstanceOf(LockedError);
  const order: string[] = [];
  const second = lock(folder.path, { ...given, waitMs: 60_000 }).then((free) => {
    order.push("second");
    return free();
  });
  order.push("first");
  await release();
  await second;
  expect(order).toEqual(["first", "second"]);
});
