import { createHealth } from "@ettl/health";
import { filesystem } from "@ettl/health/checks/filesystem";
import { http } from "@ettl/health/checks/http";
import { healthConfig } from "@ettl/health/config";
import { expect, test } from "vitest";
import * as z from "zod";

test("an empty section has the documented defaults", () => {
  expect(healthConfig.prefault({}).parse(undefined)).toEqual({
    timeoutMs: 5_000,
    http: [],
    filesystem: [],
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
  expect(section).toEqual({
    http: [
      { name: "trakt", url: "https://api.trakt.tv", timeoutMs: 10_000, critical: true },
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
  [{ interval_seconds: 5 }, []],
  [{ timeout_seconds: 0 }, ["timeout_seconds"]],
  [{ timeout_seconds: "5" }, ["timeout_seconds"]],
  [{ http: [{ name: "a", url: "ftp://host" }] }, ["http", 0, "url"]],
  [{ http: [{ name: "a" }] }, ["http", 0, "url"]],
  [{ http: [{ name: "a", url: "http://host", critical: "no" }] }, ["http", 0, "critical"]],
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
