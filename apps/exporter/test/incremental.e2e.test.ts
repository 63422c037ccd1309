import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { exporterRun, logLines } from "./exporter-run.ts";

type Run = Awaited<ReturnType<typeof exporterRun>>;

/** One run to its end: the code, the requests that came, what it said. */
async function finished(run: Run, ...args: string[]) {
  const before = run.sandbox.requests.length;
  await using program = run.start("export", ...args);
  const { code } = await program.ended();
  const requests = run.sandbox.requests.slice(before);
  return {
    ...{ code, requests, lines: logLines(program), stderr: program.stderr() },
    pages: requests.filter((path) => path.includes("page=")).length,
  };
}

const whole = async (folder: string) => {
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")]));
};

test("when nothing changed, one request tells so and the files stay as they are", async () => {
  await using run = await exporterRun();
  expect((await finished(run)).code).toBe(0);
  const files = await whole(run.folder);
  const again = await finished(run);
  expect(again).toMatchObject({ code: 0, requests: ["/sync/last_activities"] });
  expect(again.stderr).toMatch(/history +1261 +1243 +18 +\S+history\.csv \(unchanged\)/);
  expect(await whole(run.folder)).toEqual(files);

  // A file that somebody took away or changed is written again, from what was kept.
  await rm(join(run.folder, "ratings.csv"));
  await writeFile(join(run.folder, "history.csv"), "changed");
  expect(await finished(run)).toMatchObject({ code: 0, pages: 0 });
  expect(await whole(run.folder)).toEqual(files);
  // So it is for other settings, and without a request for what is known.
  run.env.ETTL_EXPORT__TIMEZONE = "Asia/Tokyo";
  expect(await finished(run)).toMatchObject({ code: 0, pages: 0 });
  expect(await whole(run.folder)).not.toEqual(files);
  delete run.env.ETTL_EXPORT__TIMEZONE;

  expect(await finished(run, "all", "--full")).toMatchObject({ code: 0, pages: 13 });
  expect(await whole(run.folder)).toEqual(files);
});

test("what Trakt calls unchanged is read all the same when the last time is long ago", async () => {
  await using run = await exporterRun();
  await finished(run, "ratings");
  run.env.ETTL_EXPORT__FULL_AFTER_DAYS = "0";
  expect(await finished(run, "ratings")).toMatchObject({ code: 0, pages: 2 });
});

test("a state folder that can't be written to is named", async () => {
  await using run = await exporterRun();
  run.env.ETTL_EXPORT__STATE_DIR = "/proc/nope";
  const { code, stderr, pages } = await finished(run);
  expect({ code, pages }).toEqual({ code: 1, pages: 0 });
  expect(stderr).toMatch(
    /^ettl-exporter: \/proc\/nope, where is remembered .* can't be written to: ENOENT/,
  );
});

test("a changed account is read again, to the end", async () => {
  await using run = await exporterRun();
  await finished(run, "history");
  run.sandbox.faults.set([{ kind: "change", plays: 3, times: 1 }]);
  const { code, pages, stderr } = await finished(run, "history");
  expect({ code, pages }).toEqual({ code: 0, pages: 6 });
  expect(stderr).toMatch(/history +1264 +1246 +18 /);
});

test("E9 interrupted at page 57 of 133 and resumed: the same bytes, 76 page requests", async () => {
  await using run = await exporterRun({ plays: 133 * 250 });
  expect(await finished(run, "history")).toMatchObject({ code: 0, pages: 133 });
  const uninterrupted = await whole(run.folder);
  for (const signal of ["SIGKILL", "SIGINT"] as const) {
    await rm(run.state, { recursive: true });
    await rm(run.folder, { recursive: true });
    run.sandbox.faults.set([
      { kind: "latency", ms: 600_000, path: "/sync/history/movies?page=58&" },
    ]);
    const before = run.sandbox.requests.length;
    await using program = run.start("export", "history");
    await eventually("page 58 was asked for", () =>
      run.sandbox.requests.slice(before).some((path) => path.includes("page=58&")),
    );
    program.kill(signal);
    const { code } = await program.ended();
    if (signal === "SIGINT") expect(code).toBe(130);
    run.sandbox.faults.clear();
    expect(await readdir(run.folder).catch(() => [])).toEqual([]);

    expect(await finished(run, "history")).toMatchObject({ code: 0, pages: 76 });
    expect(await whole(run.folder)).toEqual(uninterrupted);
  }
});

test("E3 a sudden drop fails loudly, keeps the file, and passes when it is said to be right", async () => {
  await using run = await exporterRun();
  await finished(run, "history");
  const before = await whole(run.folder);
  run.sandbox.faults.set([{ kind: "change", plays: -400, times: 1 }]);
  const dropped = await finished(run, "history");
  expect(dropped.code).toBe(1);
  expect(dropped.stderr).toContain(
    "history: Trakt has 861 rows, at the last export it had 1261: more than 20 % are gone; " +
      "nothing was written. If that is right, run it once with --allow-drop",
  );
  expect(dropped.lines.find(({ message }) => message === "export.failed")).toMatchObject({
    error_code: "dropped",
  });
  expect(await whole(run.folder)).toEqual(before);
  // The pages are there already.
  expect(await finished(run, "history", "--allow-drop")).toMatchObject({ code: 0, pages: 0 });
  expect((await whole(run.folder))[0]?.[1]).not.toBe(before[0]?.[1]);
});

test("E9 a record or pages that can't be read are set aside, and everything is read again", async () => {
  await using run = await exporterRun();
  await finished(run, "ratings");
  const files = await whole(run.folder);
  await writeFile(join(run.state, "exports.json"), "{ broken");
  await writeFile(join(run.state, "ratings.pages"), "nonsense\n");
  const { code, pages, lines } = await finished(run, "ratings");
  expect({ code, pages }).toEqual({ code: 0, pages: 2 });
  expect(lines.filter(({ level }) => level === "warn").map(({ message }) => message)).toEqual([
    expect.stringContaining("the record of earlier exports can't be read"),
    expect.stringContaining("the state of ratings is damaged"),
  ]);
  expect(await whole(run.folder)).toEqual(files);
  expect((await readdir(run.state)).sort()).toEqual([
    "exports.json",
    "exports.json.corrupt",
    "ratings.pages",
    "ratings.pages.corrupt",
  ]);
});

test("E11 two exports at once: one wins, the other is told to try later, both end well", async () => {
  await using run = await exporterRun();
  run.sandbox.faults.set([{ kind: "latency", ms: 600_000, path: "/sync/last_activities" }]);
  await using first = run.start("export");
  await eventually("the first one has begun", () => run.sandbox.requests.length > 0);
  await using second = run.start("export");
  expect((await second.ended()).code).toBe(75);
  expect(second.stderr()).toMatch(
    new RegExp(
      `^ettl-exporter: an export is already under way by process ${first.child.pid},`,
      "m",
    ),
  );
  run.sandbox.faults.clear();
  expect((await first.ended()).code).toBe(0);
  expect(await finished(run)).toMatchObject({ code: 0, pages: 0 });
});

test("E3 a server that does not know what changed is read in full each time", async () => {
  await using run = await exporterRun();
  run.sandbox.faults.set([{ kind: "status", status: 404, path: "/sync/last_activities" }]);
  for (let time = 0; time < 2; time++) {
    const { code, pages } = await finished(run, "ratings");
    expect({ code, pages }).toEqual({ code: 0, pages: 2 });
  }
});

test("E3 an account that shrinks while it is read is read again from the start", async () => {
  await using run = await exporterRun();
  run.sandbox.faults.set([
    { kind: "change", plays: -5, times: 1, path: "/sync/history/movies?page=3&" },
  ]);
  const { code, stderr } = await finished(run, "history");
  expect(code).toBe(0);
  expect(stderr).toMatch(/history +1256 +1238 +18 /);
});

test("E3 pages that are wrong once cost a second reading, pages that stay wrong the export", async () => {
  await using run = await exporterRun();
  expect((await finished(run, "history")).code).toBe(0);
  const files = await whole(run.folder);
  const third = "/sync/history/movies?page=3&";
  for (const how of ["duplicate", "empty"] as const) {
    run.sandbox.faults.set([{ kind: "pages", how, times: 1, path: third }]);
    expect(await finished(run, "history")).toMatchObject({ code: 0, pages: 12 });
    expect(await whole(run.folder)).toEqual(files);
    run.sandbox.faults.set([{ kind: "pages", how, path: third }]);
    const { code, stderr } = await finished(run, "history");
    expect(code).toBe(75);
    expect(stderr).toMatch(/history: Trakt announced 1261 rows, 1011 came/);
    expect(await whole(run.folder)).toEqual(files);
  }
  for (const how of ["clamp", "no-headers"] as const) {
    run.sandbox.faults.set([{ kind: "pages", how, path: "/sync/history" }]);
    expect((await finished(run, "history")).code).toBe(0);
    expect(await whole(run.folder)).toEqual(files);
  }
  run.sandbox.faults.set([{ kind: "pages", how: "loop", path: "/sync/history" }]);
  const loop = await finished(run, "history");
  expect(loop.code).toBe(1);
  expect(loop.stderr).toMatch(/pages in a row brought nothing new/);
  expect(await whole(run.folder)).toEqual(files);
});

test("E1 a success that is no JSON, for ever: try later, and the old file stays", async () => {
  await using run = await exporterRun();
  await finished(run, "ratings");
  const files = await whole(run.folder);
  run.sandbox.faults.set([{ kind: "html", path: "/sync/ratings" }]);
  const { code, stderr } = await finished(run, "ratings");
  expect(code).toBe(75);
  expect(stderr).toMatch(/an HTML page instead of JSON \(200\) .*\(tried 4 times\)/);
  expect(await whole(run.folder)).toEqual(files);
});

test("a public profile is read without any token", async () => {
  await using run = await exporterRun();
  delete run.env.TRAKT_ACCESS_TOKEN;
  const { code, requests } = await finished(run, "watchlist", "--user", "demo");
  expect(code).toBe(0);
  expect(requests).toEqual(["/users/demo/watchlist/movies?page=1&limit=250"]);
  // Nobody tells whether it changed, so it is read each time.
  expect((await finished(run, "watchlist", "--user", "demo")).requests).toEqual(requests);
});

test("writes JSON for other programs, and says so in the metrics' label", async () => {
  await using run = await exporterRun();
  run.env.ETTL_EXPORT__FORMAT = "ndjson";
  const { code, lines } = await finished(run, "ratings");
  expect(code).toBe(0);
  expect(lines.find(({ message }) => message === "export.completed")).toMatchObject({
    format: "ndjson",
  });
  const [[name, content] = []] = await whole(run.folder);
  expect(name).toBe("ratings.ndjson");
  const rows = `${content}`.trimEnd().split("\n");
  expect(rows).toHaveLength(433);
  expect(JSON.parse(rows[0] ?? "")).toMatchObject({ Rating10: expect.any(Number) });
});
