import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { type ConfigIssue, loadTelemetryConfig } from "@ettl/telemetry";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

/** What `[tracing]` becomes under these variables, and the warnings on the way. */
async function load(env: Record<string, string>, toml = "") {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  await writeFile(file, toml);
  const warnings: ConfigIssue[] = [];
  const { tracing } = await loadTelemetryConfig({
    file,
    env,
    onWarning: (warning) => warnings.push(warning),
  });
  return {
    tracing,
    warnings: warnings.map(({ source, message }) => `${source}: ${message}`),
  };
}

test("OTEL_SDK_DISABLED and OTEL_TRACES_EXPORTER=none switch tracing off, and never on", async () => {
  for (const env of [
    { OTEL_SDK_DISABLED: "true" },
    { OTEL_SDK_DISABLED: "TRUE" },
    { OTEL_TRACES_EXPORTER: "none" },
  ])
    expect(await load(env)).toMatchObject({ tracing: { enabled: false }, warnings: [] });
  const off = "[tracing]\nenabled = false\n";
  for (const env of [
    { OTEL_SDK_DISABLED: "false" },
    { OTEL_SDK_DISABLED: "" },
    { OTEL_TRACES_EXPORTER: "otlp" },
  ]) {
    expect(await load(env, off)).toMatchObject({ tracing: { enabled: false }, warnings: [] });
    expect(await load(env)).toMatchObject({ tracing: { enabled: true }, warnings: [] });
  }
});

test("the endpoint for traces is kept as it is, beside the one for everything", async () => {
  const { tracing } = await load({
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318/base",
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://collector:4318/custom",
  });
  expect(tracing).toMatchObject({
    otlpEndpoint: "http://collector:4318/base",
    otlpTracesEndpoint: "http://collector:4318/custom",
  });
});

test("ETTL_TRACING__OTLP_ENDPOINT wins over OpenTelemetry's endpoint for traces", async () => {
  const { tracing } = await load({
    ETTL_TRACING__OTLP_ENDPOINT: "http://ours:4318",
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://theirs:4318/custom",
  });
  expect(tracing.otlpEndpoint).toBe("http://ours:4318");
  expect(tracing).not.toHaveProperty("otlpTracesEndpoint");
});

test("each sampler of OpenTelemetry's sets the rate, with parentbased_ or without", async () => {
  const file = "[tracing]\nsampling_rate = 0.5\n";
  for (const [sampler, argument, rate] of [
    ["always_on", "", 1],
    ["always_off", "0.3", 0],
    ["traceidratio", "0.3", 0.3],
    ["traceidratio", "", 1],
  ] as const)
    for (const prefix of ["", "parentbased_"]) {
      const env = { OTEL_TRACES_SAMPLER: prefix + sampler, OTEL_TRACES_SAMPLER_ARG: argument };
      expect(await load(env, file)).toMatchObject({
        tracing: { samplingRate: rate },
        warnings: [],
      });
    }
  // An argument without a sampler says nothing.
  expect((await load({ OTEL_TRACES_SAMPLER_ARG: "0.3" }, file)).tracing.samplingRate).toBe(0.5);
});

test("T9 a bad sampler or argument is a warning that names the variable and not its value", async () => {
  const sampler = await load(
    { OTEL_TRACES_SAMPLER: "jaeger_remote" },
    "[tracing]\nsampling_rate = 0.5\n",
  );
  expect(sampler.tracing.samplingRate).toBe(0.5);
  expect(sampler.warnings).toHaveLength(1);
  expect(sampler.warnings[0]).toMatch(/^OTEL_TRACES_SAMPLER: expected always_on/);
  expect(sampler.warnings[0]).not.toContain("jaeger_remote");
  for (const argument of ["2", "-1", "half", "NaN"]) {
    const bad = await load({
      OTEL_TRACES_SAMPLER: "traceidratio",
      OTEL_TRACES_SAMPLER_ARG: argument,
    });
    expect(bad.tracing.samplingRate).toBe(1);
    expect(bad.warnings).toHaveLength(1);
    expect(bad.warnings[0]).toMatch(/^OTEL_TRACES_SAMPLER_ARG: /);
  }
});

test("OTEL_RESOURCE_ATTRIBUTES names the service, its version and its environment", async () => {
  const { tracing, warnings } = await load({
    OTEL_RESOURCE_ATTRIBUTES:
      "service.name=web%20shop, service.version=1.2.3 ,deployment.environment.name=staging,team=a%2Cb",
  });
  expect(tracing).toMatchObject({
    serviceName: "web shop",
    serviceVersion: "1.2.3",
    environment: "staging",
    resourceAttributes: { team: "a,b" },
  });
  expect(warnings).toEqual([]);
});

test("other resource attributes are added to those of the file, each by itself", async () => {
  const { tracing, warnings } = await load(
    { OTEL_RESOURCE_ATTRIBUTES: "k8s.pod.name=web-1,team=b,service.name=web" },
    '[tracing.resource_attributes]\nteam = "a"\n"service.namespace" = "shop"\n',
  );
  expect(tracing.resourceAttributes).toEqual({
    "service.namespace": "shop",
    "k8s.pod.name": "web-1",
    team: "b",
  });
  expect(warnings).toEqual([]);
});

test("OTEL_SERVICE_NAME wins over the attribute, ETTL_ over both, each key by itself", async () => {
  const attributes = { OTEL_RESOURCE_ATTRIBUTES: "service.name=attribute,service.version=7" };
  const named = await load({ ...attributes, OTEL_SERVICE_NAME: "name" });
  expect(named.tracing).toMatchObject({ serviceName: "name", serviceVersion: "7" });
  const ours = await load({
    ...attributes,
    OTEL_SERVICE_NAME: "name",
    ETTL_TRACING__SERVICE_NAME: "ours",
  });
  expect(ours.tracing).toMatchObject({ serviceName: "ours", serviceVersion: "7" });
});

test("broken resource attributes are ignored as a whole, with one warning", async () => {
  for (const text of ["service.name=x,broken", "service.name=%zz", "=x", "service.name"]) {
    const { tracing, warnings } = await load({ OTEL_RESOURCE_ATTRIBUTES: text });
    expect(tracing.serviceName).toBe("export-trakt-letterboxd");
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^OTEL_RESOURCE_ATTRIBUTES: expected key=value pairs/);
  }
  // An empty value is none for a service: only that one is ignored.
  const empty = await load({ OTEL_RESOURCE_ATTRIBUTES: "service.name=,service.version=7" });
  expect(empty.tracing).toMatchObject({
    serviceName: "export-trakt-letterboxd",
    serviceVersion: "7",
  });
});

test("a bad switch, exporter or endpoint of OpenTelemetry's is a warning each, and ignored", async () => {
  const { tracing, warnings } = await load({
    OTEL_SDK_DISABLED: "yes",
    OTEL_TRACES_EXPORTER: "zipkin",
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "collector",
    OTEL_LOG_LEVEL: "nonsense",
  });
  expect(tracing.enabled).toBe(true);
  expect(tracing).not.toHaveProperty("otlpTracesEndpoint");
  expect(warnings.map((warning) => warning.split(":")[0]).sort()).toEqual([
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_SDK_DISABLED",
    "OTEL_TRACES_EXPORTER",
  ]);
});

test("every variable of OpenTelemetry's about OTLP sets its key", async () => {
  for (const prefix of ["OTEL_EXPORTER_OTLP_", "OTEL_EXPORTER_OTLP_TRACES_"]) {
    const { tracing, warnings } = await load({
      [`${prefix}HEADERS`]: "api-key=a%20b,Authorization=Basic dXNlcjpwYXNz==",
      [`${prefix}PROTOCOL`]: "http/json",
      [`${prefix}TIMEOUT`]: "2500",
      [`${prefix}COMPRESSION`]: "gzip",
      [`${prefix}CERTIFICATE`]: "ca.pem",
      [`${prefix}CLIENT_CERTIFICATE`]: "client.pem",
      [`${prefix}CLIENT_KEY`]: "client.key",
    });
    expect(warnings).toEqual([]);
    expect(tracing).toMatchObject({
      protocol: "http/json",
      otlpCertificateFiles: {
        ca: "ca.pem",
        clientCertificate: "client.pem",
        clientKey: "client.key",
      },
    });
    expect({ ...tracing.otlp, headers: { ...tracing.otlp.headers } }).toEqual({
      headers: { "api-key": "a b", Authorization: "Basic dXNlcjpwYXNz==" },
      compression: "gzip",
      timeoutMs: 2500,
    });
  }
});

test("what is said for traces wins over what is said for everything; a bad one gives way to it", async () => {
  const { tracing, warnings } = await load({
    OTEL_EXPORTER_OTLP_HEADERS: "general=1,both=1",
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: "traces=2",
    OTEL_EXPORTER_OTLP_TIMEOUT: "1000",
    OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: "soon",
    OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
    OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: "",
  });
  expect({ ...tracing.otlp.headers }).toEqual({ traces: "2" });
  expect(tracing.otlp).toMatchObject({ timeoutMs: 1000, compression: "gzip" });
  expect(warnings).toEqual([
    "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: expected milliseconds, a whole number; the variable is ignored",
  ]);
});

test("bad headers are a warning that shows none of them, and no header leaves by printing", async () => {
  for (const headers of ["authorization", "a=%zz,b=hunter2", "a b=hunter2", "a=hunter2%0d%0ab"]) {
    const { tracing, warnings } = await load({ OTEL_EXPORTER_OTLP_HEADERS: headers });
    expect(tracing.otlp).not.toHaveProperty("headers");
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^OTEL_EXPORTER_OTLP_HEADERS: /);
    expect(warnings[0]).not.toContain("hunter2");
  }
  const { tracing } = await load({ OTEL_EXPORTER_OTLP_HEADERS: "authorization=hunter2" });
  expect(tracing.otlp.headers?.authorization).toBe("hunter2");
  expect(`${JSON.stringify(tracing)}${inspect(tracing, { depth: 9 })}`).not.toContain("hunter2");
});

test("headers may come from a file, for they are secrets", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "headers");
  await writeFile(file, "authorization=Bearer%20secret\n", { mode: 0o600 });
  const { tracing } = await load({ OTEL_EXPORTER_OTLP_HEADERS_FILE: file });
  expect({ ...tracing.otlp.headers }).toEqual({ authorization: "Bearer secret" });
});

test("gRPC is a warning that says what works instead", async () => {
  const { tracing, warnings } = await load({ OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" });
  expect(tracing).not.toHaveProperty("protocol");
  expect(warnings).toEqual([
    "OTEL_EXPORTER_OTLP_PROTOCOL: expected http/protobuf or http/json; gRPC is not spoken, and collectors take the other two on port 4318; the variable is ignored",
  ]);
});

test("the queue and the limits are OpenTelemetry's, milliseconds and all", async () => {
  const { tracing, warnings } = await load({
    OTEL_BSP_SCHEDULE_DELAY: "250",
    OTEL_BSP_EXPORT_TIMEOUT: "1500",
    OTEL_BSP_MAX_QUEUE_SIZE: "100",
    OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: "1",
    OTEL_ATTRIBUTE_COUNT_LIMIT: "2",
    OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: "3",
    OTEL_SPAN_EVENT_COUNT_LIMIT: "4",
    OTEL_SPAN_LINK_COUNT_LIMIT: "5",
    OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: "6",
    OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: "7",
  });
  expect(warnings).toEqual([]);
  expect(tracing.batch).toEqual({
    maxQueueSize: 100,
    maxBatchSize: 100,
    scheduleDelayMs: 250,
    exportTimeoutMs: 1500,
  });
  expect(tracing.limits).toEqual({
    attributeValueLength: 1,
    attributeCount: 3,
    eventCount: 4,
    linkCount: 5,
    attributesPerEvent: 6,
    attributesPerLink: 7,
  });
  const spans = await load({
    OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: "1",
    OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: "9",
  });
  expect(spans.tracing.limits.attributeValueLength).toBe(9);
});

test("a batch that would not fit the queue is a warning about the variable, never an error", async () => {
  const small = await load({ OTEL_BSP_MAX_QUEUE_SIZE: "100" }, "[tracing]\nmax_batch_size = 200\n");
  expect(small.tracing.batch).toMatchObject({ maxQueueSize: 2048, maxBatchSize: 200 });
  expect(small.warnings).toEqual([
    "OTEL_BSP_MAX_QUEUE_SIZE: expected max_batch_size (200) or more; the variable is ignored",
  ]);
  const large = await load(
    { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "512" },
    "[tracing]\nmax_queue_size = 100\n",
  );
  expect(large.tracing.batch).toMatchObject({ maxQueueSize: 100, maxBatchSize: 100 });
  expect(large.warnings).toHaveLength(1);
});

test("OTEL_PROPAGATORS names them; what is unknown is left out by its place", async () => {
  for (const [names, propagators, sources] of [
    ["tracecontext", ["tracecontext"], []],
    ["baggage, tracecontext,baggage", ["baggage", "tracecontext"], []],
    ["none", [], []],
    ["", ["tracecontext", "baggage"], []],
    ["b3", ["tracecontext", "baggage"], ["OTEL_PROPAGATORS"]],
    ["b3,tracecontext", ["tracecontext"], ["OTEL_PROPAGATORS (entry 1)"]],
    [
      "jaeger,b3",
      ["tracecontext", "baggage"],
      ["OTEL_PROPAGATORS (entry 1)", "OTEL_PROPAGATORS (entry 2)"],
    ],
  ] as const) {
    const { tracing, warnings } = await load({ OTEL_PROPAGATORS: names });
    expect(tracing.propagators).toEqual(propagators);
    expect(warnings).toEqual(
      sources.map(
        (source) => `${source}: expected tracecontext, baggage or none; the variable is ignored`,
      ),
    );
  }
});

test("OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN says where errors go", async () => {
  for (const [text, signal, warned] of [
    ["logs", "logs", 0],
    ["logs/dup", "logs/dup", 0],
    ["logs,logs/dup", "logs/dup", 0],
    ["", "events", 0],
    ["spans", "events", 1],
  ] as const) {
    const { tracing, warnings } = await load({ OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: text });
    expect(tracing.exceptionSignal).toBe(signal);
    expect(warnings).toHaveLength(warned);
  }
});

test("an exporter or a file that is not ours is a warning, the others of the list hold", async () => {
  for (const exporters of ["console", "otlp,console", "zipkin"]) {
    const { tracing, warnings } = await load({ OTEL_TRACES_EXPORTER: exporters });
    expect(tracing.enabled).toBe(true);
    expect(warnings).toEqual([
      "OTEL_TRACES_EXPORTER: expected otlp or none; the endpoints of [tracing] say where spans go; the variable is ignored",
    ]);
  }
  expect((await load({ OTEL_CONFIG_FILE: "otel.yaml" })).warnings).toEqual([
    "OTEL_CONFIG_FILE: no such file is read; ETTL_CONFIG names a file of ettl's own; the variable is ignored",
  ]);
});

test("an ETTL_ variable wins over OpenTelemetry's for the same key, and that one over the file", async () => {
  const file = "[tracing]\nmax_queue_size = 3000\n";
  const theirs = { OTEL_BSP_MAX_QUEUE_SIZE: "4000" };
  expect((await load(theirs, file)).tracing.batch.maxQueueSize).toBe(4000);
  const both = { ...theirs, ETTL_TRACING__MAX_QUEUE_SIZE: "5000" };
  expect((await load(both, file)).tracing.batch.maxQueueSize).toBe(5000);
});
