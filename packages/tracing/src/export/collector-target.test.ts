import { createTracing, type TracingOptions } from "@ettl/tracing";
import { httpReceiver, selfSignedCertificate } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { type CollectorOptions, collectorTargets } from "./collector-target.ts";

const service = { serviceName: "shop", serviceVersion: "1.2.3", environment: "test" };

test("what is spoken to an endpoint follows from protocol, port and path", () => {
  // Ports and hosts that tests can't listen on, so not through the door.
  const cases: [CollectorOptions, string[]][] = [
    [{ otlpEndpoint: "http://h:4318" }, ["http/protobuf http://h:4318/v1/traces"]],
    [{ otlpEndpoint: "http://h:4318/" }, ["http/protobuf http://h:4318/v1/traces"]],
    [{ otlpEndpoint: "http://h/base/" }, ["http/protobuf http://h/base/v1/traces"]],
    [{ otlpEndpoint: "http://h/v1/traces/" }, ["http/protobuf http://h/v1/traces/"]],
    [{ otlpEndpoint: "http://h", protocol: "http/json" }, ["http/json http://h/v1/traces"]],
    [{ otlpEndpoint: "http://h:14268" }, ["jaeger http://h:14268/api/traces"]],
    [{ otlpEndpoint: "https://h/api/traces?a=b" }, ["jaeger https://h/api/traces?a=b"]],
    [{ otlpEndpoint: "http://h/x", protocol: "jaeger" }, ["jaeger http://h/x"]],
    [
      { otlpEndpoint: "http://h:14268", protocol: "http/protobuf" },
      ["http/protobuf http://h:14268/v1/traces"],
    ],
    [{ otlpTracesEndpoint: "http://h:14268/a?b" }, ["http/protobuf http://h:14268/a?b"]],
    [{ otlpTracesEndpoint: "http://h/a", protocol: "jaeger" }, ["jaeger http://h/a"]],
    [{ jaegerEndpoint: "http://h:14268/api/traces" }, ["jaeger http://h:14268/api/traces"]],
    [{ jaegerEndpoint: "http://h:80" }, ["jaeger http://h/api/traces"]],
    [{ jaegerEndpoint: "https://h/jaeger/in" }, ["jaeger https://h/jaeger/in"]],
    [{ jaegerEndpoint: "http://h:4318" }, ["http/protobuf http://h:4318/v1/traces"]],
    [
      { jaegerEndpoint: "http://h/v1/traces", protocol: "http/json" },
      ["http/json http://h/v1/traces"],
    ],
    [
      { otlpEndpoint: "http://h:4318", jaegerEndpoint: "http://h:14268" },
      ["http/protobuf http://h:4318/v1/traces", "jaeger http://h:14268/api/traces"],
    ],
    [
      { otlpEndpoint: "http://h:4318", jaegerEndpoint: "http://h:4318/v1/traces" },
      ["http/protobuf http://h:4318/v1/traces"],
    ],
    [{}, []],
  ];
  for (const [options, expected] of cases)
    expect(collectorTargets(options).map(({ protocol, url }) => `${protocol} ${url.href}`)).toEqual(
      expected,
    );
});

test("one collector gets the same spans in all three forms", async () => {
  await using collector = await httpReceiver();
  for (const options of [
    { otlpEndpoint: collector.url },
    { otlpEndpoint: collector.url, protocol: "http/json" },
    { otlpEndpoint: collector.url, protocol: "jaeger" },
    { jaegerEndpoint: `${collector.url}/v1/traces` },
  ] as const) {
    const tracing = createTracing({ ...service, ...options });
    tracing.withSpan("export", () => {});
    await tracing.close();
    expect(tracing.stats()).toMatchObject({ ended: 1, exported: 1 });
  }
  expect(
    collector.requests.map(({ url, headers, body }) => [
      url,
      headers["content-type"],
      body.includes("export"),
    ]),
  ).toEqual([
    ["/v1/traces", "application/x-protobuf", true],
    ["/v1/traces", "application/json", true],
    ["/api/traces", "application/x-thrift", true],
    ["/v1/traces", "application/x-protobuf", true],
  ]);
});

test("T8 what can't be an endpoint, a header or a certificate is refused with the option's name", async () => {
  const { cert, key } = await selfSignedCertificate();
  const refused: [Partial<TracingOptions>, string][] = [
    [{ otlpEndpoint: "localhost:4318" }, "otlpEndpoint"],
    [{ otlpEndpoint: "http://h:0" }, "otlpEndpoint"],
    [{ otlpTracesEndpoint: "ftp://h/v1/traces" }, "otlpTracesEndpoint"],
    [{ jaegerEndpoint: "http://" }, "jaegerEndpoint"],
    [{ jaegerEndpoint: "http://h:99999/api/traces" }, "jaegerEndpoint"],
    [{ otlp: { headers: { "not a name": "x" } } }, "otlp.headers"],
    [{ otlp: { headers: { "x-key": "s3cr3t\r\nx: y" } } }, "x-key"],
    [{ otlp: { compression: "zip" as never } }, "otlp.compression"],
    [{ otlp: { timeoutMs: Number.NaN } }, "otlp.timeoutMs"],
    [{ otlp: { ca: "s3cr3t" } }, "otlp.ca"],
    [{ otlp: { clientCertificate: key, clientKey: key } }, "otlp.clientCertificate"],
    [{ otlp: { clientCertificate: cert, clientKey: "s3cr3t" } }, "otlp.clientKey"],
    [{ otlp: { clientKey: key } }, "otlp.clientCertificate"],
  ];
  for (const [options, name] of refused) {
    const create = () => createTracing({ ...service, ...options });
    expect(create).toThrow(TypeError);
    expect(create).toThrow(name);
    expect(create).not.toThrow("s3cr3t");
  }
  createTracing({ ...service, otlp: { ca: cert, clientCertificate: cert, clientKey: key } });
});

test("T8 TLS towards a plain port is said in a sentence that names the origin only", async () => {
  await using collector = await httpReceiver();
  for (const option of ["otlpEndpoint", "jaegerEndpoint"]) {
    const origin = collector.url.replace("http:", "https:");
    const problems: string[] = [];
    const tracing = createTracing({
      ...service,
      [option]: `${origin.replace("//", "//me:s3cr3t@")}/in?key=s3cr3t`,
      onProblem: ({ message }) => problems.push(message),
    });
    tracing.withSpan("export", () => {});
    await tracing.close();
    expect(tracing.stats()).toMatchObject({ exported: 0, droppedByReason: { export_failed: 1 } });
    expect(tracing.stats().lastError).toMatch(
      new RegExp(`^collector ${origin} does not speak TLS.*: is it meant to be http\\?$`),
    );
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toContain("s3cr3t");
  }
});
