import { createHealth } from "@ettl/health";
import { filesystem } from "@ettl/health/checks/filesystem";
import { http } from "@ettl/health/checks/http";
import { healthConfig } from "@ettl/health/config";
import { expect, test } from "vitest";
import * as z from "zod";

test("an empty section has the documented defaults", () => {
  expect(healthConfig.prefault({}).parse(undefined)).toEqual({
    timeoutMs: 5_000,
    intervalMs: 10_000,
    failureThreshold: 1,
    successThreshold: 1,
    shutdownDelayMs: 0,
    flapWindowMs: 600_000,
    groups: {},
    system: {},
    http: [],
    tcp: [],
    dns: [],
    certificate: [],
    filesystem: [],
    diskSpace: [],
    job: [],
    trakt: [],
  });
});

test("the output goes into the code as it is", () => {
  const { timeoutMs, ...section } = healthConfig.parse({
    timeout_seconds: 2.5,
    http: [
      { name: "trakt", url: "https://api.trakt.tv", timeout_seconds: 10 },
      { name: "shop", url: "http://127.0.0.1:8080/health", critical: false },
    ],
    filesystem: [{ path: "exports" }, { path: "/var/lib/ettl", name: "state" }],
  });
  expect(timeoutMs).toBe(2_500);
  expect(section).toMatchObject({
    http: [
      { name: "trakt", url: "https://api.trakt.tv", timeoutMs: 10_000 },
      { name: "shop", url: "http://127.0.0.1:8080/health", critical: false },
    ],
    filesystem: [
      { path: "exports", name: "filesystem" },
      { path: "/var/lib/ettl", name: "state" },
    ],
  });
  const checks = [...section.http.map(http), ...section.filesystem.map(filesystem)];
  expect(createHealth({ version: "1", timeoutMs, checks }).stats().checks).toBe(4);
});

test.each([
  [{ intervall_seconds: 5 }, []],
  [{ timeout_seconds: 0 }, ["timeout_seconds"]],
  [{ timeout_seconds: "5" }, ["timeout_seconds"]],
  [{ http: [{ name: "a", url: "ftp://host" }] }, ["http", 0, "url"]],
  [{ http: [{ name: "a" }] }, ["http", 0, "url"]],
  [{ http: [{ name: "a", url: "http://host", critical: "no" }] }, ["http", 0, "critical"]],
  [{ groups: { live: ["a"] } }, ["groups", "live"]],
  [{ groups: { "Not so": [] } }, ["groups", "Not so"]],
  [{ tcp: [{ name: "a", host: "h", port: 0 }] }, ["tcp", 0, "port"]],
  [{ dns: [{ name: "a", host: "h", type: "B" }] }, ["dns", 0, "type"]],
  [{ job: [{ name: "a", path: "f" }] }, ["job", 0, "younger_than_seconds"]],
  [{ failure_threshold: 0 }, ["failure_threshold"]],
  [{ http: [{ name: "a", url: "http://host", depends_on: ["a"] }] }, ["http", 0, "depends_on"]],
  [{ filesystem: [{ path: "" }] }, ["filesystem", 0, "path"]],
  [{ filesystem: [{ path: "a" }, { path: "b" }] }, ["filesystem", 1, "name"]],
  [
    { http: [{ name: "a", url: "http://host" }], filesystem: [{ path: "a", name: "a" }] },
    ["filesystem", 0, "name"],
  ],
])("%j is refused at its place", (input, path) => {
  const { error } = healthConfig.safeParse(input);
  expect(error?.issues.map((issue) => issue.path)).toEqual([path]);
});

test("the schema can be written as JSON Schema of what a file holds", () => {
  const schema = z.toJSONSchema(healthConfig, { io: "input" });
  expect(schema).toMatchObject({
    type: "object",
    additionalProperties: false,
    properties: {
      timeout_seconds: { type: "number", default: 5 },
      http: { items: { properties: { url: { type: "string", format: "uri" } } } },
      filesystem: { items: { required: ["path"] } },
    },
  });
});
