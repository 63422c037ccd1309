import { execFileSync } from "node:child_process";
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createLogger } from "@ettl/logging";
import { temporaryFolder } from "@ettl-tooling/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Event, ecsLogFiles, shipped } from "./ecs-lines.ts";
import { elastic, indexTemplate } from "./elastic-files.ts";
import { type OpenSearchServer, startOpenSearch } from "./opensearch-server.ts";

let server: OpenSearchServer;
let lines: string[];

beforeAll(async () => {
  const [started, files] = await Promise.all([startOpenSearch(), ecsLogFiles()]);
  server = started;
  lines = files.flatMap((file) => file.lines);
  await setUp();
}, 240_000);
afterAll(() => server?.[Symbol.asyncDispose]());

/** Runs setup.sh, but for `lifecycle`: of all that we use, only that is Elasticsearch's alone. */
async function setUp() {
  await using folder = await temporaryFolder();
  await cp(elastic, folder.path, { recursive: true });
  const { template, ...rest } = indexTemplate();
  const { lifecycle: _, ...known } = template;
  const file = join(folder.path, "index-template.json");
  await writeFile(file, JSON.stringify({ ...rest, template: known }));
  const env = { PATH: process.env.PATH, ELASTICSEARCH_URL: server.url };
  return execFileSync("sh", [join(folder.path, "setup.sh")], { env, encoding: "utf8" });
}

interface Bulk {
  readonly items: readonly { readonly create: { status: number; error?: { reason: string } } }[];
}

/** Sends events as Filebeat does, and says what became of each: its status, or why it was refused. */
async function sent(events: readonly Event[]): Promise<(number | string)[]> {
  const body = events.flatMap((event) => ['{"create":{}}', JSON.stringify(event)]).join("\n");
  const { items } = await server.call<Bulk>(
    "POST",
    "/logs-ettl-default/_bulk?refresh=true",
    `${body}\n`,
  );
  return items.map(({ create }) => create.error?.reason ?? create.status);
}

async function found(query: string): Promise<Event[]> {
  const { hits } = await server.call<{ hits: { hits: { _source: Event }[] } }>(
    "GET",
    `/logs-ettl-*/_search?size=100&q=${encodeURIComponent(query)}`,
  );
  return hits.hits.map(({ _source }) => _source);
}

test("every line of both programs is taken, with the time that it says", async () => {
  const events = lines.map((line) => shipped(line));
  expect(new Set(await sent(events))).toEqual(new Set([201]));
  const times = (await found("*")).map((event) => event["@timestamp"]);
  expect(times.sort()).toEqual(events.map((event) => event["@timestamp"]).sort());
  expect(await found("tags:*")).toEqual([]);
});

test("a trace finds its lines, and so does a correlation id", async () => {
  const failed = lines.find((line) => line.includes('"export.failed"')) ?? "";
  const { "trace.id": trace, labels } = JSON.parse(failed);
  const mine = lines.filter((line) => line.includes(trace));
  expect(mine.length).toBeGreaterThan(2);
  const byTrace = await found(`trace.id:${trace}`);
  expect(byTrace).toHaveLength(mine.length);
  expect(await found(`labels.correlation_id:"${labels.correlation_id}"`)).toHaveLength(mine.length);
  expect(byTrace).toContainEqual(
    expect.objectContaining({
      message: "export.failed",
      log: expect.objectContaining({ level: "error", offset: 0 }),
      event: { dataset: "ettl", ingested: expect.stringMatching(/^\d{4}-/) },
    }),
  );
  expect(await found("error.type:TraktError AND error.message:revoked")).not.toEqual([]);
});

test("what is no line of ours is kept as it came, and can be found by its tag", async () => {
  expect(await sent(["{broken", "plain", '{"a":1}'].map((line) => shipped(line)))).toEqual([
    201, 201, 201,
  ]);
  const kept = await found("tags:not_ecs");
  expect(kept.map(({ message }) => message).sort()).toEqual(["plain", "{broken", undefined]);
  expect(kept[0]?.event).toMatchObject({ kind: "pipeline_error" });
});

test("a line that a shipper passes on as a text is taken apart all the same", async () => {
  const line = lines.find((one) => one.includes('"export.written"')) ?? "";
  expect(await sent([{ "@timestamp": "2020-01-01T00:00:00Z", message: line }])).toEqual([201]);
  const [event] = await found('message:"export.written" AND NOT log.offset:*');
  expect(event).toMatchObject({
    "@timestamp": JSON.parse(line)["@timestamp"],
    trace: { id: JSON.parse(line)["trace.id"] },
    log: { level: "info" },
  });
  expect(event?.tags).toBeUndefined();
});

test("a field that is a number here and a text there costs no line, nor does any name", async () => {
  const written: string[] = [];
  const logger = createLogger({
    format: "ecs",
    destination: {
      write: (line) => {
        written.push(line);
      },
    },
  });
  logger.info({ items: "many", duration_ms: 1.5 }, "odd");
  logger.info({ items: 7, duration_ms: "long" }, "odd");
  logger.info({ _id: "5f", _index: "films", "": 1, "a..b": 2, ".c": 3, n: 4, "n.m": 5 }, "odd");
  logger.info({ host: "db", log: { level: "x" }, user: "sean", status: { a: 1 } }, "odd");
  expect(await sent(written.map((line) => shipped(line)))).toEqual([201, 201, 201, 201]);
  expect(await found("labels._index:films")).toHaveLength(1);
});

test("setup.sh may be run again, and loses nothing", async () => {
  const before = (await found("*")).length;
  expect(await setUp()).toContain("have a pipeline and a template");
  expect(await found("*")).toHaveLength(before);
});
