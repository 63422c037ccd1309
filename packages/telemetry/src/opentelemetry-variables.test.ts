import { writeFile } from "node:fs/promises";
import { join } from "node:path";
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
