import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { EcsFlat } from "@elastic/ecs";
import { httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { ecsLogFiles, fieldNames, shipped } from "./ecs-lines.ts";
import { elastic, indexTemplate, ingestPipeline, mappedTypes } from "./elastic-files.ts";
import { typeErrors } from "./elastic-types.ts";
import { yamlDocuments } from "./files.ts";

const ecsType = (field: string) =>
  (EcsFlat as Readonly<Record<string, { type: string }>>)[field]?.type;
const ecsRoots = new Set(Object.keys(EcsFlat).map((field) => field.split(".")[0] ?? ""));
const files = await ecsLogFiles();
const lines = files.flatMap((file) => file.lines);

test("Elasticsearch's own client knows each key of the template and of the pipeline", async () => {
  const template = { name: "logs-ettl", ...indexTemplate() };
  const pipeline = { id: "logs-ettl", ...ingestPipeline() };
  expect(
    await typeErrors({
      IndicesPutIndexTemplateRequest: template,
      IngestPutPipelineRequest: pipeline,
    }),
  ).toEqual([]);
  const misspelt = (value: object, key: string, wrong: string) =>
    JSON.parse(JSON.stringify(value).replace(`"${key}"`, `"${wrong}"`)) as object;
  const errors = await typeErrors({
    IndicesPutIndexTemplateRequest: misspelt(template, "data_retention", "data_retension"),
    IngestPutPipelineRequest: misspelt(pipeline, "add_to_root", "add_to_rooot"),
  });
  expect(errors).toEqual([
    expect.stringContaining("data_retension"),
    expect.stringContaining("add_to_rooot"),
  ]);
});

test("a field of the template that ECS knows has the type that it has there", () => {
  const types = mappedTypes();
  const own = [...types.keys()].filter((field) => ecsType(field) === undefined);
  // Filebeat's, and what the logger adds to an error.
  expect(own).toEqual(["log.offset", "error_details"]);
  for (const [field, type] of types)
    if (!own.includes(field) && field !== "data_stream.namespace")
      expect([field, type]).toEqual([field, ecsType(field)]);
});

test("what real lines say by names of ECS is in the template; the rest is the programs' own", () => {
  expect(lines.length).toBeGreaterThan(20);
  const types = mappedTypes();
  const fields = new Set(lines.flatMap((line) => fieldNames(shipped(line))));
  expect([...fields]).toEqual(expect.arrayContaining(["trace.id", "error.stack_trace"]));
  for (const field of fields) {
    const [root = ""] = field.split(".");
    if (ecsRoots.has(root) && root !== "labels") expect([...types.keys()]).toContain(field);
  }
});

test("Filebeat finds the files by their names, and each begins with more than it is known by", () => {
  const [filebeat] = yamlDocuments(join(elastic, "filebeat.yml")) as [
    {
      "filebeat.inputs": [
        { paths: string[]; "prospector.scanner.fingerprint.length": number; parsers: object[] },
      ];
      "output.elasticsearch": { index: string };
      "setup.template.enabled": boolean;
    },
  ];
  const [input] = filebeat["filebeat.inputs"];
  expect(input.paths).toEqual(["/logs/*.log"]);
  expect(files.map(({ name }) => name)).toEqual([
    expect.stringMatching(/^exporter\.\d{4}-\d\d-\d\d\.1\.log$/),
    expect.stringMatching(/^monitor\.\d{4}-\d\d-\d\d\.1\.log$/),
  ]);
  const length = input["prospector.scanner.fingerprint.length"];
  const beginnings = files.map((file) => file.lines[0]?.slice(0, length) ?? "");
  for (const beginning of beginnings) expect(beginning).toHaveLength(length);
  expect(new Set(beginnings).size).toBe(files.length);
  expect(filebeat["output.elasticsearch"].index).toMatch(
    new RegExp(`^${indexTemplate().index_patterns[0]?.replace("*", ".+")}$`),
  );
  expect(filebeat["setup.template.enabled"]).toBe(false);
});

/** A run of setup.sh against servers of its own. */
async function setup(env: Readonly<Record<string, string>>) {
  const child = spawn("sh", [join(elastic, "setup.sh")], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const [code] = (await once(child, "close")) as [number];
  return { code, stderr };
}

test("setup.sh waits, puts the pipeline before the template, then the data view, with the password unseen", async () => {
  let refusals = 2;
  await using server = await httpReceiver(({ method, url }, response) => {
    if (method !== "GET" || url !== "/" || refusals-- === 0) return 200;
    response.destroy();
    return undefined;
  });
  const { code, stderr } = await setup({
    ELASTICSEARCH_URL: server.url,
    ELASTICSEARCH_USERNAME: "elastic",
    ELASTICSEARCH_PASSWORD: 'a "quoted" \\ secret',
    KIBANA_URL: `${server.url}/kibana`,
  });
  expect([code, stderr]).toEqual([0, ""]);
  const sent = server.requests.filter(({ method }) => method !== "GET");
  expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "PUT /_ingest/pipeline/logs-ettl",
    "PUT /_index_template/logs-ettl",
    "POST /kibana/api/data_views/data_view",
  ]);
  const login = `Basic ${Buffer.from('elastic:a "quoted" \\ secret').toString("base64")}`;
  for (const { headers } of sent) expect(headers.authorization).toBe(login);
  expect(JSON.parse(`${sent[0]?.body}`)).toEqual(ingestPipeline());
  expect(JSON.parse(`${sent[2]?.body}`)).toMatchObject({ override: true });
});

test("setup.sh fails with what Elasticsearch said, and when nobody answers", async () => {
  await using server = await httpReceiver(({ method }) => (method === "PUT" ? 400 : 200));
  const refused = await setup({ ELASTICSEARCH_URL: server.url });
  expect([refused.code, refused.stderr]).toEqual([22, expect.stringContaining("400")]);
  const nobody = await setup({ ELASTICSEARCH_URL: "http://127.0.0.1:9", WAIT_SECONDS: "1" });
  expect([nobody.code, nobody.stderr]).toEqual([
    1,
    expect.stringContaining("no answer from http://127.0.0.1:9"),
  ]);
});
