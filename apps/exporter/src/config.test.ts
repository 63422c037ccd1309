import { inspect } from "node:util";
import { expect, test } from "vitest";
import * as z from "zod";
import { exportConfig, letterboxdConfig, traktConfig } from "./config.ts";

const account = { client_id: "id", access_token: "token" };
const all = z.object({ trakt: traktConfig, letterboxd: letterboxdConfig, export: exportConfig });

test("has a default for every key that can have one", () => {
  const { trakt, ...others } = all.parse({ trakt: account });
  expect([trakt.clientId, trakt.accessToken, trakt.clientSecret]).toEqual([
    "id",
    "token",
    undefined,
  ]);
  expect(trakt).toMatchObject({
    apiBaseUrl: "https://api.trakt.tv",
    authBaseUrl: "https://auth.trakt.tv",
    requestsPer5Minutes: 500,
  });
  expect(others).toEqual({
    letterboxd: {
      exportDir: "exports",
      filenames: {
        watched: "watched.csv",
        history: "history.csv",
        ratings: "ratings.csv",
        watchlist: "watchlist.csv",
        collection: "collection.csv",
      },
    },
    export: {
      format: "csv",
      historyMode: "individual",
      spreadsheetSafe: false,
      timezone: "UTC",
      schedule: "0 4 * * *",
      stateDir: ".ettl-exporter",
      fullAfterMs: 604_800_000,
      maxDropPercent: 20,
      ping: undefined,
    },
  });
});

test("refuses unknown keys and values that cannot work", () => {
  const refused = (value: object) => {
    const result = all.safeParse({ trakt: account, ...value });
    return result.error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  };
  expect(refused({ trakt: { ...account, acces_token: "x" } })).toEqual([
    'trakt: Unrecognized key: "acces_token"',
  ]);
  for (const wrong of [{}, { acces_token: "x" }, { client_secret: 1 }])
    expect(refused({ trakt: wrong })).toEqual(
      expect.arrayContaining([expect.stringMatching(/^trakt\.client_id: is missing/)]),
    );
  expect(refused({ trakt: 1 })).toEqual(["trakt: Invalid input: expected object, received number"]);
  expect(refused({ trakt: { ...account, api_base_url: "nowhere" } })).toHaveLength(1);
  expect(
    refused({ trakt: { ...account, api_base_url: "ftp://x" }, export: { timezone: "Mars" } }),
  ).toEqual([
    "trakt.api_base_url: expected an http or https URL",
    "export.timezone: an IANA time zone such as Europe/Paris",
  ]);
  expect(refused({ export: { format: "xml", schedule: "often" } })).toHaveLength(2);
  for (const name of ["../x.csv", "a/b.csv", "..", ""])
    expect(refused({ letterboxd: { history_filename: name } })).toHaveLength(1);
  for (const [taken, by] of [
    ["watched.csv", "watched"],
    ["ratings-2.csv", "ratings"],
    ["watched.txt", "watched"],
  ])
    expect(refused({ letterboxd: { history_filename: taken } })).toEqual([
      `letterboxd.history_filename: clashes with ${by}_filename: each export needs a file name of its own, which is no part (x-2.csv) of another`,
    ]);
  expect(
    refused({ letterboxd: { collection_filename: "w.csv", watchlist_filename: "w.csv" } }),
  ).toEqual([expect.stringMatching(/^letterboxd\.collection_filename: clashes with watchlist_f/)]);
  expect(refused({ letterboxd: { history_filename: "ratings-b.csv" } })).toBeUndefined();
});

test("takes an empty text of the Go program's keys for none, as that does", () => {
  const empty = { client_id: "", client_secret: "", access_token: "" };
  const { trakt } = all.parse({ trakt: { ...account, client_secret: "", access_token: "" } });
  expect([trakt.clientSecret, trakt.accessToken]).toEqual([undefined, undefined]);
  expect(traktConfig.safeParse(empty).error?.issues.map(({ message }) => message)).toEqual([
    "is missing. Set it in [trakt], or as the variable TRAKT_CLIENT_ID",
  ]);
  expect(exportConfig.parse({ timezone: "" }).timezone).toBe("UTC");
});

test("takes the Go program's keys that have no effect here, and says why they have none", () => {
  const retired = {
    trakt: { ...account, extended_info: "full" },
    letterboxd: { shows_filename: "shows.csv", letterboxd_import_filename: "import.csv" },
    export: { date_format: "2006-01-02" },
  };
  expect(all.parse(retired)).toEqual(all.parse({ trakt: account }));
  const shown = JSON.stringify(z.toJSONSchema(all, { io: "input", unrepresentable: "any" }));
  expect(shown.match(/"retired":"[^"]+"/g)).toHaveLength(4);
});

test("accepts a schedule and a time zone", () => {
  expect(exportConfig.parse({ schedule: "0 4 * * *", timezone: "Europe/Paris" })).toMatchObject({
    format: "csv",
    schedule: "0 4 * * *",
    timezone: "Europe/Paris",
  });
});

test("E13 marks the secrets, so that they are masked", () => {
  const { properties } = z.toJSONSchema(traktConfig, { io: "input" });
  const secret = Object.entries(properties ?? {}).flatMap(([name, property]) =>
    typeof property === "object" && property.secret === true ? [name] : [],
  );
  expect(secret).toEqual(["client_secret", "access_token"]);
});

test("E13 a copy of the account prints its secrets no more than the account itself", () => {
  const secrets = { client_secret: "hunter2", access_token: "hunter3" };
  const trakt = traktConfig.parse({ client_id: "id", ...secrets });
  expect([trakt.clientSecret, trakt.accessToken]).toEqual(["hunter2", "hunter3"]);
  for (const shown of [trakt, { ...trakt }, Object.assign({}, { trakt }), [{ ...trakt }]])
    expect(inspect(shown, { depth: 9 }) + JSON.stringify(shown)).not.toContain("hunter");
});
