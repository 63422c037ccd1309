import { httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { rejection, testClient } from "../../test/clients.ts";
import { listServer, plays, type ServedPage } from "../../test/list-server.ts";
import { startSandbox } from "../sandbox/sandbox.ts";
import { PageReader } from "./pages.ts";
import type { TraktList } from "./rows.ts";

async function ids(pages: readonly ServedPage[], pageSize = 250) {
  await using server = await listServer(pages);
  const found: (string | null)[] = [];
  for await (const page of testClient(server.url, { pageSize }).pages("history"))
    found.push(...page.rows.map(({ id }) => id));
  return { found, requests: server.requests.length };
}

test("E3 reads every row of every list once, though the server clamps the limit", async () => {
  await using sandbox = await startSandbox();
  for (const list of ["watched", "history", "ratings", "watchlist"] satisfies TraktList[]) {
    const client = testClient(sandbox.url, { pageSize: 1000 });
    let rows = 0;
    let itemCount: number | undefined;
    let pages = 0;
    for await (const page of client.pages(list)) {
      rows += page.rows.length;
      itemCount = page.itemCount;
      pages++;
    }
    expect(rows).toBe(itemCount);
    expect(pages).toBe(Math.ceil(rows / 250));
  }
});

test("E3 goes by the page count, not by how full a page is", async () => {
  const pages = [{ rows: plays(1) }, { rows: [] }, { rows: plays(2, 3) }];
  expect(await ids(pages)).toEqual({ found: ["1", "2", "3"], requests: 3 });
});

test("E3 takes an answer without pagination headers for the only page", async () => {
  const none = { page: undefined, "page-count": undefined, "item-count": undefined };
  expect(await ids([{ rows: plays(1, 2), headers: none }])).toEqual({
    found: ["1", "2"],
    requests: 1,
  });
  const odd = { page: "first", "page-count": "-3", "item-count": "1e9" };
  expect(await ids([{ rows: plays(1), headers: odd }])).toEqual({ found: ["1"], requests: 1 });
});

test("E3 without pagination headers a full page is not taken for the last one", async () => {
  const headers = { page: undefined, "page-count": undefined, "item-count": undefined };
  const full = Array.from({ length: 30 }, (_, page) => ({
    rows: plays(2 * page + 1, 2 * page + 2),
    headers,
  }));
  const all = Array.from({ length: 60 }, (_, index) => String(index + 1));
  const last = { rows: plays(61), headers };
  expect(await ids([...full, last], 2)).toEqual({ found: [...all, "61"], requests: 31 });
  expect(await ids([...full, { rows: [], headers }], 2)).toEqual({ found: all, requests: 31 });
  // A server that does not know pages answers the same each time.
  const same = { rows: plays(1, 2), headers };
  expect(await ids([same, same, same], 2)).toEqual({ found: ["1", "2"], requests: 2 });
});

test("E9 a list without pagination headers that was kept in part is read on, not taken for whole", async () => {
  const headers = { page: undefined, "page-count": undefined, "item-count": undefined };
  const pages = [{ rows: plays(1, 2) }, { rows: plays(3, 4) }, { rows: plays(5) }];
  await using server = await listServer(pages.map((page) => ({ ...page, headers })));
  const client = testClient(server.url, { pageSize: 2 });
  const { value: kept } = await client.pages("history").next();
  const reader = new PageReader();
  if (kept) reader.take(kept);
  const rest: (string | null)[] = [];
  for await (const page of client.pages("history", { reader }))
    rest.push(...page.rows.map(({ id }) => id));
  expect(rest).toEqual(["3", "4", "5"]);
});

test("E3 a page whose headers are missing does not end a list whose pages were counted", async () => {
  const headers = { page: undefined, "page-count": undefined, "item-count": undefined };
  const pages = [{ rows: plays(1) }, { rows: plays(2), headers }, { rows: plays(3) }];
  expect(await ids(pages)).toEqual({ found: ["1", "2", "3"], requests: 3 });
});

test("E3 follows a page count that changes, and drops rows that were pushed to the next page", async () => {
  const pages = [
    { rows: plays(5, 4), headers: { "page-count": "2" } },
    { rows: plays(4, 3), headers: { "page-count": "3" } },
    { rows: plays(2, 1), headers: { "page-count": "3" } },
  ];
  expect(await ids(pages)).toEqual({ found: ["5", "4", "3", "2", "1"], requests: 3 });
});

test("E3 a page that comes twice brings its rows once", async () => {
  const pages = [{ rows: plays(1, 2) }, { rows: plays(1, 2) }, { rows: plays(3) }];
  expect((await ids(pages)).found).toEqual(["1", "2", "3"]);
});

test("E3 a list without end, or the wrong page, is an error", async () => {
  const read = async (answer: Parameters<typeof httpReceiver>[0]) => {
    await using server = await httpReceiver(answer);
    const client = testClient(server.url);
    const reading = async () => {
      for await (const page of client.pages("history")) expect(page.rows.length).toBeLessThan(3);
    };
    return await rejection(reading());
  };
  const asked = (url: string) => Number(new URL(url, "http://server").searchParams.get("page"));

  const same = JSON.stringify(plays(1, 2));
  expect(
    await read(() => ({ status: 200, headers: { "x-pagination-page-count": "900" }, body: same })),
  ).toMatchObject({ code: "malformed", message: expect.stringContaining("nothing new") });
  expect(
    await read(({ url }) => ({
      status: 200,
      headers: { "x-pagination-page-count": String(asked(url) + 1) },
      body: JSON.stringify(plays(asked(url))),
    })),
  ).toMatchObject({ code: "malformed", message: expect.stringContaining("grew from 2 to 15") });
  expect(
    await read(() => ({
      status: 200,
      headers: { "x-pagination-page": "1", "x-pagination-page-count": "3" },
      body: same,
    })),
  ).toMatchObject({ message: expect.stringContaining("page 1 came instead of page 2") });
});

test("E4 ids above 2^53 stay exact, also in rows that differ in the last digit only", async () => {
  const wide = ["9007199254740993", "9007199254740992", "9223372036854775807"];
  const body = JSON.stringify(plays(...wide)).replace(/"id":"(\d+)"/g, '"id":$1');
  expect(body).toContain('"id":9007199254740993,');
  await using server = await httpReceiver(() => ({ status: 200, body }));
  const { value } = await testClient(server.url).pages("history").next();
  expect(value?.rows.map(({ id }) => id)).toEqual(wide);
});
