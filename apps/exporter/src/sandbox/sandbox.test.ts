import { expect, test } from "vitest";
import { startSandbox } from "./sandbox.ts";

const headers = {
  "trakt-api-key": "anyone",
  "trakt-api-version": "2",
  authorization: "Bearer demo",
};

async function get(url: string, init: RequestInit = {}) {
  const response = await fetch(url, { headers, ...init });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

async function rows(url: string): Promise<Record<string, never>[]> {
  return JSON.parse((await get(url)).text) as Record<string, never>[];
}

const pagination = (answer: { headers: Headers }) =>
  ["page", "limit", "page-count", "item-count"].map((name) =>
    Number(answer.headers.get(`x-pagination-${name}`)),
  );

test("gives 100 rows unless told otherwise, and never more than 250", async () => {
  await using sandbox = await startSandbox();
  const account = JSON.parse((await get(`${sandbox.url}/sandbox/account`)).text);

  const first = await get(`${sandbox.url}/sync/history/movies`);
  expect(JSON.parse(first.text)).toHaveLength(100);
  expect(pagination(first)).toEqual([1, 100, Math.ceil(account.history / 100), account.history]);

  const greedy = await get(`${sandbox.url}/sync/history/movies?page=2&limit=5000`);
  expect(JSON.parse(greedy.text)).toHaveLength(250);
  expect(pagination(greedy)).toEqual([2, 250, Math.ceil(account.history / 250), account.history]);

  expect(await rows(`${sandbox.url}/sync/history/movies?page=999`)).toEqual([]);
});

test("holds several hundred films, the same ones in every run", async () => {
  await using one = await startSandbox();
  await using other = await startSandbox();
  const account = JSON.parse((await get(`${one.url}/sandbox/account`)).text);

  expect(account).toMatchInlineSnapshot(`
    {
      "collection": 140,
      "history": 1261,
      "ratings": 433,
      "watched": 701,
      "watchlist": 140,
    }
  `);
  for (const list of ["watched", "history", "ratings", "watchlist", "collection"]) {
    const path = `/sync/${list}/movies?limit=250`;
    const [a, b] = await Promise.all([get(one.url + path), get(other.url + path)]);
    expect(a.text).toBe(b.text);
    expect(pagination(a)[3]).toBe(account[list]);
  }
});

test("has what real accounts have: three actions, wide ids, absent years and ids, undated plays", async () => {
  await using sandbox = await startSandbox();
  const pages = await Promise.all(
    [1, 2, 3, 4, 5, 6, 7].map((page) =>
      rows(`${sandbox.url}/sync/history/movies?limit=250&page=${page}`),
    ),
  );
  const plays = pages.flat() as unknown as {
    id: number;
    action: string;
    watched_at: string;
    movie: { title: string; year: number | null; ids: Record<string, unknown> };
  }[];

  expect(new Set(plays.map(({ action }) => action)).size).toBe(3);
  expect(new Set(plays.map(({ id }) => id)).size).toBe(plays.length);
  expect(Math.min(...plays.map(({ id }) => id))).toBeGreaterThan(2 ** 31);
  expect(plays.some(({ movie }) => movie.year === null)).toBe(true);
  expect(plays.some(({ movie }) => movie.ids.imdb === null)).toBe(true);
  expect(plays.some(({ movie }) => movie.ids.tmdb === null)).toBe(true);
  expect(plays.some(({ movie }) => /,/.test(movie.title))).toBe(true);
  expect(plays.some(({ movie }) => /"/.test(movie.title))).toBe(true);
  expect(plays.some(({ movie }) => /[^\0-\x7f]/.test(movie.title))).toBe(true);
  expect(plays.filter(({ watched_at }) => watched_at.startsWith("1970"))).toHaveLength(2);
  expect(plays.map(({ watched_at }) => watched_at)).toEqual(
    plays
      .map(({ watched_at }) => watched_at)
      .sort()
      .reverse(),
  );
  const watched = await Promise.all(
    [1, 2, 3].map((page) => rows(`${sandbox.url}/sync/watched/movies?limit=250&page=${page}`)),
  );
  expect(watched.flat().reduce((sum, row) => sum + Number(row.plays), 0)).toBe(plays.length);
  expect(plays[0]?.watched_at).toMatch(/^2026-05-/);
});

test("narrows the history by date and sorts the watchlist", async () => {
  await using sandbox = await startSandbox();
  const year = await get(
    `${sandbox.url}/sync/history/movies?start_at=2025-01-01T00:00:00Z&end_at=2025-12-31T23:59:59Z`,
  );
  const plays = JSON.parse(year.text) as { watched_at: string }[];
  expect(plays.length).toBeGreaterThan(0);
  expect(plays.every(({ watched_at }) => watched_at.startsWith("2025-"))).toBe(true);
  expect((await get(`${sandbox.url}/sync/history/movies?start_at=soon`)).status).toBe(400);

  const ranks = async (path: string) =>
    (await rows(`${sandbox.url}/sync/watchlist/movies${path}`)).map((row) => row.rank);
  expect((await ranks("")).slice(0, 3)).toEqual([1, 2, 3]);
  expect((await ranks("/rank/desc?limit=250")).slice(-3)).toEqual([3, 2, 1]);
  expect((await get(`${sandbox.url}/sync/watchlist/movies/colour/asc`)).status).toBe(400);
});

test("refuses what Trakt refuses, as JSON", async () => {
  await using sandbox = await startSandbox();
  const path = `${sandbox.url}/sync/ratings/movies`;
  const { authorization, ...publicHeaders } = headers;
  const wrong = { ...headers, authorization: "Bearer other" };

  expect((await get(path, { headers: publicHeaders })).status).toBe(401);
  expect((await get(path, { headers: wrong })).status).toBe(401);
  expect((await get(path, { headers: { authorization, "trakt-api-version": "2" } })).status).toBe(
    403,
  );
  expect((await get(path, { headers: { authorization, "trakt-api-key": "x" } })).status).toBe(412);
  expect((await get(`${sandbox.url}/sync/ratings/shows`)).status).toBe(404);
  expect((await get(`${sandbox.url}/users/nobody/ratings/movies`)).status).toBe(404);
  expect(
    (await get(`${sandbox.url}/users/demo/ratings/movies`, { headers: publicHeaders })).status,
  ).toBe(200);

  const posted = await get(path, { method: "POST" });
  expect(posted.status).toBe(405);
  expect(posted.headers.get("allow")).toBe("GET, HEAD");
  expect(JSON.parse(posted.text)).toMatchObject({ error: "method_not_allowed" });
});

test("E1 fails on demand, as often and where it was asked to", async () => {
  await using sandbox = await startSandbox();
  const control = `${sandbox.url}/sandbox/faults`;
  const put = (faults: unknown) =>
    get(control, {
      method: "PUT",
      body: typeof faults === "string" ? faults : JSON.stringify(faults),
    });
  const ratings = `${sandbox.url}/sync/ratings/movies?limit=1`;
  const history = `${sandbox.url}/sync/history/movies?limit=1`;

  expect(
    (await put([{ kind: "status", status: 502, times: 2, path: "/sync/ratings" }])).status,
  ).toBe(200);
  expect((await get(history)).status).toBe(200);
  expect((await get(ratings)).status).toBe(502);
  expect(JSON.parse((await get(control)).text)).toEqual([
    { kind: "status", status: 502, times: 1, path: "/sync/ratings" },
  ]);
  expect((await get(ratings)).status).toBe(502);
  expect((await get(ratings)).status).toBe(200);

  await put([{ kind: "rate-limit", retryAfterSeconds: 2, body: "html" }]);
  const html = await get(ratings);
  expect([html.status, html.headers.get("retry-after")]).toEqual([429, "2"]);
  expect(html.headers.get("content-type")).toMatch(/^text\/html/);
  await put([{ kind: "rate-limit" }]);
  expect(JSON.parse((await get(ratings)).text)).toMatchObject({ error: "rate_limited" });

  await put([{ kind: "reset", times: 1 }]);
  await expect(get(ratings)).rejects.toThrow("fetch failed");
  expect((await get(ratings)).status).toBe(200);

  sandbox.faults.set([
    { kind: "latency", ms: 5 },
    { kind: "status", status: 503, times: 1 },
  ]);
  expect((await get(ratings)).status).toBe(503);
  expect((await get(ratings)).status).toBe(200);
  expect((await get(control, { method: "DELETE" })).text).toBe("[]");
});

test("says what was expected of faults that it does not understand, and keeps the old ones", async () => {
  await using sandbox = await startSandbox();
  sandbox.faults.set([{ kind: "latency", ms: 1 }]);
  const put = (body: string) => get(`${sandbox.url}/sandbox/faults`, { method: "PUT", body });

  for (const body of [
    "{",
    "{}",
    '[{"kind":"flood"}]',
    '[{"kind":"status","status":200}]',
    '[{"kind":"reset","time":3}]',
    `"${"x".repeat(70_000)}"`,
  ])
    expect([400, 413]).toContain((await put(body)).status);
  expect(JSON.parse((await put('[{"kind":"latency"}]')).text).error_description).toMatch(
    /faults are a list like .*number/s,
  );
  expect(sandbox.faults.list()).toEqual([{ kind: "latency", ms: 1 }]);
  const refused = await get(`${sandbox.url}/sandbox/faults`, { method: "PATCH" });
  expect(refused.headers.get("allow")).toBe("GET, HEAD, PUT, DELETE");
});

test("S9 says that its port is taken, and ends at once while an answer is held back", async () => {
  await using sandbox = await startSandbox();
  await expect(startSandbox({ port: sandbox.port })).rejects.toThrow(
    `the sandbox cannot listen on 127.0.0.1:${sandbox.port}: the port is taken`,
  );

  sandbox.faults.set([{ kind: "latency", ms: 600_000, times: 1 }]);
  const held = get(`${sandbox.url}/sync/ratings/movies`).catch((error: unknown) => error);
  // The fault is used up once the request has come in.
  while (sandbox.faults.list().length > 0) await get(`${sandbox.url}/sandbox/account`);
  await sandbox.close();
  await sandbox.close();
  expect(await held).toBeInstanceOf(TypeError);
});
