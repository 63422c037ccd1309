import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { httpReceiver, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { rejection, testClient } from "../test/clients.ts";
import { listServer, plays } from "../test/list-server.ts";
import { letterboxdConfig } from "./config.ts";
import { type ExportName, exportNames, runExport } from "./export.ts";
import { startSandbox } from "./sandbox/sandbox.ts";
import type { TraktClient } from "./trakt/client.ts";

const { filenames } = letterboxdConfig.parse({});
const fixtures = new URL("../test/fixtures/", import.meta.url);

const run = (what: ExportName, client: TraktClient, folder: string, signal?: AbortSignal) =>
  runExport(what, { client, folder, filenames, signal });
/** Recordings of the collection there are none. */
const recordedNames = exportNames.filter((what) => what !== "collection");

const lines = async (folder: string, what: ExportName) =>
  (await readFile(join(folder, filenames[what]), "utf8")).split("\n").slice(0, -1);

test("E3 writes the whole account: announced = fetched = written + skipped", async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  const answer = await fetch(`${sandbox.url}/sandbox/account`);
  const account = (await answer.json()) as Record<ExportName, number>;
  const exports = join(folder.path, "new", "exports");

  for (const what of exportNames) {
    const result = await run(what, testClient(sandbox.url), exports);
    const skipped = Object.values(result.skipped).reduce((sum, count) => sum + count, 0);
    expect(result.announced).toBe(account[what]);
    expect(result.fetched).toBe(result.announced);
    expect(result.written + skipped).toBe(result.announced);
    expect(result.pages).toBe(Math.ceil(result.announced / 250));
    expect(result.path).toBe(join(exports, `${what}.csv`));
    expect((await readFile(result.path)).length).toBe(result.bytes);

    const written = await lines(exports, what);
    expect(written).toHaveLength(result.written + 1);
    expect(written.join("\n")).not.toMatch(/(^|,)(null|undefined|NaN|0)(,|$)/m);
    if (what === "history") expect(skipped).toBeGreaterThan(10);
    else expect(skipped).toBe(0);
  }
  expect((await readdir(exports)).sort()).toEqual(Object.values(filenames).sort());
});

test("E1 keeps the old file while Trakt is down, and replaces it once Trakt is back", async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "ratings.csv"), "old");

  sandbox.faults.set([{ kind: "status", status: 500, path: "/sync/ratings" }]);
  await expect(run("ratings", testClient(sandbox.url), folder.path)).rejects.toMatchObject({
    name: "TraktError",
    code: "server_error",
    status: 500,
  });
  expect(await readFile(join(folder.path, "ratings.csv"), "utf8")).toBe("old");
  expect(await readdir(folder.path)).toEqual(["ratings.csv"]);

  sandbox.faults.set([{ kind: "status", status: 500, times: 3 }]);
  const { written } = await run("ratings", testClient(sandbox.url), folder.path);
  expect(await lines(folder.path, "ratings")).toHaveLength(written + 1);
});

test("E3 publishes nothing when rows are missing, or went away in the meantime", async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "history.csv"), "old");
  await using cut = await listServer([{ rows: plays(1, 2), headers: { "item-count": "100" } }]);
  await using shrinking = await listServer([
    { rows: plays(1, 2), headers: { "item-count": "4" } },
    { rows: plays(4), headers: { "item-count": "3" } },
  ]);

  await expect(run("history", testClient(cut.url), folder.path)).rejects.toMatchObject({
    name: "ExportError",
    code: "incomplete",
    message:
      "history: Trakt announced 100 rows, 2 came (2 to write, 0 skipped); nothing was written. " +
      "If the account changed in the meantime, run it again",
  });
  await expect(run("history", testClient(shrinking.url), folder.path)).rejects.toThrow(
    "history: the account shrank from 4 to 3 rows while it was read",
  );
  expect(await readFile(join(folder.path, "history.csv"), "utf8")).toBe("old");
});

test("E3 accepts an account that grows while it is read", async () => {
  await using folder = await temporaryFolder();
  await using server = await listServer([
    { rows: plays(4, 3), headers: { "item-count": "4", "page-count": "2" } },
    { rows: plays(3, 2), headers: { "item-count": "5", "page-count": "3" } },
    { rows: plays(1), headers: { "item-count": "5", "page-count": "3" } },
  ]);
  expect(await run("history", testClient(server.url), folder.path)).toMatchObject({
    announced: 4,
    fetched: 4,
    written: 4,
    pages: 3,
  });
});

test("E8 says which file cannot be written", async () => {
  await using folder = await temporaryFolder();
  await using server = await listServer([{ rows: plays(1) }]);
  await mkdir(join(folder.path, "history.csv", "inner"), { recursive: true });
  await expect(run("history", testClient(server.url), folder.path)).rejects.toMatchObject({
    code: "unwritable",
    message: expect.stringContaining(`could not write ${join(folder.path, "history.csv")}: E`),
  });
  await writeFile(join(folder.path, "file"), "");
  await expect(
    run("history", testClient(server.url), join(folder.path, "file")),
  ).rejects.toMatchObject({ code: "unwritable" });
});

test("E10 publishes nothing after an abort, and rejects with its reason", async () => {
  await using folder = await temporaryFolder();
  await using server = await httpReceiver(() => {});
  const controller = new AbortController();
  const reason = new Error("the user pressed Ctrl-C");
  const running = rejection(run("history", testClient(server.url), folder.path, controller.signal));
  await server.received(1);
  controller.abort(reason);
  expect(await running).toBe(reason);
  expect(await readdir(folder.path)).toEqual([]);
});

test("turns recorded answers of Trakt into the expected rows", async () => {
  await using folder = await temporaryFolder();
  for (const what of recordedNames) {
    const recorded = JSON.parse(
      await readFile(new URL(`${what}-movies.json`, fixtures), "utf8"),
    ) as { response: { headers: Record<string, string>; body: unknown[] } };
    const { headers, body } = recorded.response;
    // The excerpt is all there is; an answer without pagination headers is replayed without.
    const whole = {
      ...headers,
      ...("x-pagination-page" in headers && {
        "x-pagination-page-count": "1",
        "x-pagination-item-count": String(body.length),
      }),
    };
    await using server = await httpReceiver(() => ({
      status: 200,
      headers: whole,
      body: JSON.stringify(body),
    }));
    expect(await run(what, testClient(server.url), folder.path)).toMatchObject({
      announced: body.length,
      written: body.length,
      skipped: {},
    });
  }
  expect(await lines(folder.path, "watched")).toMatchInlineSnapshot(`
    [
      "tmdbID,imdbID,Title,Year,WatchedDate",
      "284053,tt3501632,Thor: Ragnarok,2017,",
      "4638,tt0425112,Hot Fuzz,2007,",
      "56292,tt1229238,Mission: Impossible - Ghost Protocol,2011,",
      "583,tt0079470,Life of Brian,1979,",
      "671,tt0241527,Harry Potter and the Philosopher's Stone,2001,",
    ]
  `);
  expect(await lines(folder.path, "history")).toMatchInlineSnapshot(`
    [
      "tmdbID,imdbID,Title,Year,WatchedDate,Rewatch",
      "1529419,tt39131664,Kumail Nanjiani: Night Thoughts,2025,2026-05-18,false",
      "1325734,tt33071426,The Drama,2026,2026-05-16,false",
      "1292695,tt31728330,They Will Kill You,2026,2026-05-14,false",
      "1266127,tt33978029,Ready or Not 2: Here I Come,2026,2026-05-09,false",
      "530385,tt8772262,Midsommar,2019,2026-05-02,false",
      "71883,tt1483797,Redline,2009,2026-04-19,false",
      "1408208,tt35222590,Exit 8,2025,2026-04-18,false",
      "1119449,tt1341338,"Good Luck, Have Fun, Don't Die",2026,2026-04-05,false",
      "1193501,tt29550683,Whistle,2026,2026-04-04,false",
      "1198994,tt8036976,Send Help,2026,2026-04-04,false",
    ]
  `);
  expect(await lines(folder.path, "ratings")).toMatchInlineSnapshot(`
    [
      "tmdbID,imdbID,Title,Year,Rating10",
      "799583,tt5177120,The Ministry of Ungentlemanly Warfare,2024,8",
      "634492,tt11057302,Madame Web,2024,5",
      "899112,tt12003946,Violent Night,2022,8",
    ]
  `);
  expect(await lines(folder.path, "watchlist")).toMatchInlineSnapshot(`
    [
      "tmdbID,imdbID,Title,Year",
      "635891,tt11128440,Clerks III,2022",
      "616820,tt10665342,Halloween Ends,2022",
      "76600,tt1630029,Avatar: The Way of Water,2022",
      "447365,tt6791350,Guardians of the Galaxy Volume 3,2023",
    ]
  `);
});
