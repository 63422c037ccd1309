import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createMetrics, type MetricProblem } from "@ettl/metrics";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const samplesOf = (text: string, name: string) =>
  text.split("\n").filter((line) => line.startsWith(`${name}{`));

test("the file holds everything but the runtime metrics, readable for all", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "ettl.prom");
  const metrics = createMetrics({ version: "1.2.3" });
  metrics.recordJob({ job: "ratings", status: "success", durationSeconds: 1.5 });
  const umask = process.umask(0o077);
  try {
    expect(await metrics.writeTextfile({ path })).toEqual({ outcome: "written" });
  } finally {
    process.umask(umask);
  }
  const text = await readFile(path, "utf8");
  expect(text).toContain('job_last_duration_seconds{job_name="ratings"} 1.5\n');
  expect(text).not.toMatch(/^(# HELP )?(process|nodejs)_/m);
  expect(text).toMatch(/[^\n]\n$/);
  expect((await stat(path)).mode & 0o777).toBe(0o644);
  await metrics.writeTextfile({ path, runtimeMetrics: true });
  expect(await readFile(path, "utf8")).toMatch(/^process_cpu_seconds_total /m);
  expect(await readdir(folder.path)).toEqual(["ettl.prom"]);
});

test("a reader sees the old file or the new one, never a part", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "ettl.prom");
  const metrics = createMetrics({ version: "1.2.3", runtimeMetrics: false });
  // The first family and the last one hold the same number, with much between them.
  const first = metrics.gauge({ name: "a_round", help: "Round." });
  const bulk = metrics.gauge({ name: "bulk", help: "B.", labelNames: ["i"] });
  const last = metrics.gauge({ name: "z_round", help: "Round." });
  for (let i = 0; i < 1500; i++) bulk.set({ i }, i);
  const write = async (round: number) => {
    first.set(round);
    last.set(round);
    expect(await metrics.writeTextfile({ path })).toEqual({ outcome: "written" });
  };
  await write(0);
  let writing = true;
  const seen = new Set<string>();
  const torn: string[] = [];
  const read = async () => {
    while (writing) {
      const text = await readFile(path, "utf8");
      const [, round = "none"] = /^a_round (\d+)$/m.exec(text) ?? [];
      seen.add(round);
      if (!text.endsWith(`\nz_round ${round}\n`)) torn.push(text.slice(-100));
    }
  };
  const readers = [read(), read()];
  // Until the readers have seen several files, whatever the machine is busy with.
  for (let round = 1; round <= 20 || seen.size < 5; round++) await write(round);
  writing = false;
  await Promise.all(readers);
  expect(torn).toEqual([]);
  expect(await readdir(folder.path)).toEqual(["ettl.prom"]);
});

test("a run that fails does not take the former success out of the file", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "ettl.prom");
  const run = async (jobs: Readonly<Record<string, "success" | "error">>) => {
    const metrics = createMetrics({ version: "1.2.3", defaultLabels: { host: "a}b" } });
    for (const [job, status] of Object.entries(jobs))
      metrics.recordJob({ job, status, durationSeconds: 1 });
    expect(await metrics.writeTextfile({ path })).toEqual({ outcome: "written" });
    return readFile(path, "utf8");
  };
  const name = "job_last_success_timestamp_seconds";
  const before = samplesOf(await run({ ratings: "success", 'wa"tch': "success" }), name);
  expect(before).toHaveLength(2);

  const failed = await run({ ratings: "error", 'wa"tch': "success" });
  expect(samplesOf(failed, name)).toContain(before[0]);
  expect(samplesOf(failed, name)).toHaveLength(2);
  expect(
    samplesOf(failed, "job_last_run_succeeded")
      .map((line) => line.at(-1))
      .sort(),
  ).toEqual(["0", "1"]);
  // Both fail, and still it is known; what others wrote into the file does not come back.
  await writeFile(path, `${failed}# HELP ${name} X.\n${name}{bad 1\n`);
  const both = await run({ ratings: "error", 'wa"tch': "error" });
  expect(samplesOf(both, name).sort()).toEqual(samplesOf(failed, name).sort());
  // A job that is gone from the program goes from the file.
  expect(samplesOf(await run({ ratings: "error" }), name)).toEqual([before[0]]);
});

test("a former success survives a change of the default labels, under those of now", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "ettl.prom");
  const run = async (release: string, status: "success" | "error") => {
    const metrics = createMetrics({ version: "1.2.3", defaultLabels: { release } });
    metrics.recordJob({ job: "ratings", status, durationSeconds: 1 });
    await metrics.writeTextfile({ path });
    const text = await readFile(path, "utf8");
    return samplesOf(text, "job_last_success_timestamp_seconds");
  };
  const [before] = await run("1", "success");
  expect(await run("2", "error")).toEqual([before?.replace('release="1"', 'release="2"')]);
});

test("what can't be written is told, not thrown, and leaves nothing behind", async () => {
  await using folder = await temporaryFolder();
  const problems: MetricProblem[] = [];
  const onProblem = (problem: MetricProblem) => problems.push(problem);
  const metrics = createMetrics({ version: "1.2.3", onProblem });
  const taken = join(folder.path, "taken.prom");
  await mkdir(join(taken, "inside"), { recursive: true });
  for (const [path, expected] of [
    [join(folder.path, "ettl.txt"), /ettl\.txt: its name must end with \.prom$/],
    [join(folder.path, "missing/ettl.prom"), /ettl\.prom: ENOENT/],
    [taken, /taken\.prom: (EISDIR|ENOTEMPTY|EEXIST)/],
    ["/dev/full/ettl.prom", /ettl\.prom: ENOTDIR/],
  ] as const)
    expect(await metrics.writeTextfile({ path })).toEqual({
      outcome: "failed",
      error: expect.stringMatching(expected),
    });
  expect(problems.map(({ code }) => code)).toEqual(Array(4).fill("textfile_failed"));
  expect(await readdir(folder.path)).toEqual(["taken.prom"]);
});
