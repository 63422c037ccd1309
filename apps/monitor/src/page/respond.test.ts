import { Hono } from "hono";
import { expect, test } from "vitest";
import { prefersHtml } from "./respond.ts";

test.for([
  ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true],
  ["text/html", true],
  ["application/json, text/html;q=0.9", false],
  ["application/json;q=0.9, text/html", true],
  ["text/html;q=0, application/json", false],
  ["text/html;q=nonsense", false],
  ["*/*", false],
  ["", false],
] as const)("with Accept: %s a page is wanted: %s", async ([accept, isWanted]) => {
  const app = new Hono();
  app.get("/", (context) => context.json(prefersHtml(context)));
  const response = await app.request("/", { headers: { Accept: accept } });
  expect(await response.json()).toBe(isWanted);
});
