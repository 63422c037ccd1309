import { tracingConfig } from "@ettl/tracing/config";
import { expect, test } from "vitest";

const issuesOf = (section: object) =>
  tracingConfig
    .safeParse(section)
    .error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);

test("an empty section is the defaults of createTracing", () => {
  expect(tracingConfig.parse({})).toEqual({
    enabled: true,
    serviceName: "export-trakt-letterboxd",
    environment: "production",
    samplingRate: 1,
    otlp: { compression: "none", timeoutMs: 10_000 },
    otlpCertificateFiles: {},
    batch: {
      maxQueueSize: 2048,
      maxBatchSize: 512,
      scheduleDelayMs: 5000,
      exportTimeoutMs: 30_000,
    },
    limits: {
      attributeValueLength: 4096,
      attributeCount: 128,
      eventCount: 128,
      linkCount: 128,
      attributesPerEvent: 128,
      attributesPerLink: 128,
    },
    propagators: ["tracecontext", "baggage"],
    baggageHosts: [],
    recentSpans: 1000,
    register: false,
    exceptionSignal: "events",
  });
});

test("every key becomes its option, seconds milliseconds", () => {
  const section = {
    enabled: false,
    service_name: "shop",
    service_version: "1.2.3",
    environment: "staging",
    resource_attributes: { "service.namespace": "web" },
    sampling_rate: 0.1,
    jaeger_endpoint: "http://jaeger:14268/api/traces",
    otlp_endpoint: "http://collector:4318",
    otlp_traces_endpoint: "http://collector:4318/custom",
    protocol: "http/json",
    otlp_headers: { "api-key": "secret" },
    otlp_compression: "gzip",
    otlp_timeout_seconds: 2.5,
    otlp_certificate_file: "ca.pem",
    otlp_client_certificate_file: "client.pem",
    otlp_client_key_file: "client.key",
    max_queue_size: 1000,
    max_batch_size: 100,
    schedule_delay_seconds: 0.5,
    export_timeout_seconds: 7,
    attribute_value_length_limit: 10,
    attribute_count_limit: 11,
    event_count_limit: 12,
    link_count_limit: 13,
    event_attribute_count_limit: 14,
    link_attribute_count_limit: 15,
    propagators: ["baggage"],
    baggage_hosts: ["sandbox.internal", "*.internal", "127.0.0.1:8080", "[::1]", "*"],
    recent_spans: 5,
    register: true,
    exception_signal: "logs/dup",
  };
  // A key that is added has to be added here, too.
  expect(Object.keys(section).sort()).toEqual(Object.keys(tracingConfig.in.shape).sort());
  expect(tracingConfig.parse(section)).toEqual({
    enabled: false,
    serviceName: "shop",
    serviceVersion: "1.2.3",
    environment: "staging",
    resourceAttributes: { "service.namespace": "web" },
    samplingRate: 0.1,
    jaegerEndpoint: "http://jaeger:14268/api/traces",
    otlpEndpoint: "http://collector:4318",
    otlpTracesEndpoint: "http://collector:4318/custom",
    protocol: "http/json",
    otlp: { headers: { "api-key": "secret" }, compression: "gzip", timeoutMs: 2500 },
    otlpCertificateFiles: {
      ca: "ca.pem",
      clientCertificate: "client.pem",
      clientKey: "client.key",
    },
    batch: {
      maxQueueSize: 1000,
      maxBatchSize: 100,
      scheduleDelayMs: 500,
      exportTimeoutMs: 7000,
    },
    limits: {
      attributeValueLength: 10,
      attributeCount: 11,
      eventCount: 12,
      linkCount: 13,
      attributesPerEvent: 14,
      attributesPerLink: 15,
    },
    propagators: ["baggage"],
    baggageHosts: ["sandbox.internal", "*.internal", "127.0.0.1:8080", "[::1]", "*"],
    recentSpans: 5,
    register: true,
    exceptionSignal: "logs/dup",
  });
});

test("a batch is never larger than the queue: by default it shrinks, else both keys are named", () => {
  expect(tracingConfig.parse({ max_queue_size: 100 }).batch.maxBatchSize).toBe(100);
  expect(tracingConfig.parse({ max_queue_size: 5000 }).batch.maxBatchSize).toBe(512);
  expect(issuesOf({ max_queue_size: 100, max_batch_size: 101 })).toEqual([
    "max_queue_size: expected max_batch_size (101) or more",
    "max_batch_size: expected max_queue_size (100) or less",
  ]);
});

test("a client's certificate without its key, and a key without it, say what is missing", () => {
  expect(issuesOf({ otlp_client_certificate_file: "a" })).toEqual([
    "otlp_client_certificate_file: otlp_client_key_file is missing",
  ]);
  expect(issuesOf({ otlp_client_key_file: "a" })).toEqual([
    "otlp_client_key_file: otlp_client_certificate_file is missing",
  ]);
});

test("an attribute of the resource that has a key of its own is refused, and the key named", () => {
  expect(issuesOf({ resource_attributes: { "service.version": "1", team: "a" } })).toEqual([
    "resource_attributes.service.version: has a key of its own, service_version",
  ]);
});

test("T9 a sampling rate that is no share is refused", () => {
  for (const rate of [Number.NaN, -1, 2, "0.5"])
    expect(issuesOf({ sampling_rate: rate })).toHaveLength(1);
});

test("T8 what can't be an endpoint, a host or a header is refused", () => {
  for (const endpoint of ["collector", "http://", "ftp://collector", "http://collector:0"])
    for (const key of ["otlp_endpoint", "otlp_traces_endpoint", "jaeger_endpoint"])
      expect(issuesOf({ [key]: endpoint })).toHaveLength(1);
  for (const host of [
    "https://api.example.com",
    "api.example.com/path",
    "user@host",
    "a.*",
    "a:b",
    "",
  ])
    expect(issuesOf({ baggage_hosts: [host] })).toHaveLength(1);
  for (const headers of [{ "a b": "x" }, { a: "x\r\nb: y" }, { "": "x" }, { a: "\0" }])
    expect(issuesOf({ otlp_headers: headers })).toHaveLength(1);
});

test("numbers that make no sense are refused", () => {
  for (const section of [
    { max_queue_size: 0 },
    { max_batch_size: 0 },
    { max_queue_size: 1.5 },
    { otlp_timeout_seconds: 0 },
    { export_timeout_seconds: 0 },
    { schedule_delay_seconds: -1 },
    { schedule_delay_seconds: 1e9 },
    { attribute_value_length_limit: 0 },
    { attribute_count_limit: -1 },
    { recent_spans: -1 },
    { recent_spans: 1_000_000 },
  ])
    expect(issuesOf(section)).toHaveLength(1);
});
