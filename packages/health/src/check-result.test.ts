import { createHealth, type HealthCheck, type HealthProblem } from "@ettl/health";
import { expect, test } from "vitest";

async function componentOf(run: () => unknown, problems: HealthProblem[] = []) {
  const health = createHealth({
    version: "1",
    checks: [{ name: "check", run: run as HealthCheck["run"] }],
    onProblem: (problem) => problems.push(problem),
  });
  return (await health.check()).components.check;
}

const rejecting = (value: unknown) => () => Promise.reject(value);

test.each([null, Number.NaN, "ok", 1, true, [], {}, { status: "fine" }, { status: null }])(
  "H2 returning %j is unhealthy",
  async (returned) => {
    expect(await componentOf(() => returned)).toMatchObject({
      status: "unhealthy",
      message: "the check returned neither nothing nor a status",
    });
  },
);

test.each([
  ["an error", new Error("no route to host"), "no route to host"],
  ["undefined", undefined, "the check failed without a message"],
  ["null", null, "the check failed without a message"],
  ["an object", { password: "secret" }, "the check failed without a message"],
  ["a string", "x", "x"],
  ["an error of several lines", new Error("first\n    at f (/app/f.js:1:2)"), "first"],
  ["control characters", new Error("a\u0000b\u001b[31mc"), "a b [31mc"],
  ["an error without a message", new RangeError(""), "RangeError"],
  [
    "what fetch throws",
    new TypeError("fetch failed", {
      cause: Object.assign(new Error("x"), { code: "ECONNREFUSED" }),
    }),
    "fetch failed (ECONNREFUSED)",
  ],
  [
    "a URL with secrets",
    new Error("GET https://user:hunter2@db.example/path?token=hunter2 failed"),
    "GET https://db.example/path failed",
  ],
])("H2 rejecting with %s is unhealthy with a message of one line", async (_, thrown, message) => {
  expect(await componentOf(rejecting(thrown))).toMatchObject({ status: "unhealthy", message });
});

test("H2 a synchronous throw is a failure like any other", async () => {
  const component = await componentOf(() => {
    throw new Error("at once");
  });
  expect(component).toMatchObject({ status: "unhealthy", message: "at once" });
});

test("H2 getters that throw are contained", async () => {
  const hostile = new Error("x");
  Object.defineProperty(hostile, "message", {
    get() {
      throw new Error("from the getter");
    },
  });
  expect(await componentOf(rejecting(hostile))).toMatchObject({
    message: "the check failed without a message",
  });
  const returned = {
    get status() {
      throw new Error("from the getter");
    },
  };
  expect(await componentOf(() => returned)).toMatchObject({
    status: "unhealthy",
    message: "the check returned a result that can't be read",
  });
});

test("a long message is cut without splitting a character", async () => {
  const component = await componentOf(rejecting(new Error("🙂".repeat(1_000))));
  expect(component?.message).toBe(`${"🙂".repeat(149)}…`);
});

test("a message that is no string is left out", async () => {
  const component = await componentOf(() => ({ status: "healthy", message: 5 }));
  expect(component).toMatchObject({ status: "healthy" });
  expect(component).not.toHaveProperty("message");
});

const circular: Record<string, unknown> = {};
circular.self = circular;

test.each([
  ["circular", circular],
  ["of BigInt", { big: 1n }],
  ["a list", [1]],
  ["too large", { text: "x".repeat(70_000) }],
  ["a function", () => {}],
])("details that are %s are left out, and said so", async (_, details) => {
  const problems: HealthProblem[] = [];
  const component = await componentOf(() => ({ status: "healthy", details }), problems);
  expect(component).toMatchObject({ status: "healthy" });
  expect(component).not.toHaveProperty("details");
  expect(problems).toEqual([
    { code: "details_dropped", message: "check: details are no JSON object of at most 64 KiB" },
  ]);
});

test("details are a copy, so that a check can go on with its object", async () => {
  const details = { queue: [1] };
  const component = await componentOf(() => ({ status: "healthy", details }));
  details.queue.push(2);
  expect(component?.details).toEqual({ queue: [1] });
});
