import type { TracingOptions } from "@ettl/tracing";
import { type TraceRequestsOptions, traceRequests } from "@ettl/tracing/hono";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { expect, test } from "vitest";
import { exceptionsOf, recordedTracing } from "../../test/recorded-tracing.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";
const traceparent = `00-${traceId}-${spanId}-01`;

function tracedApp(
  options: TraceRequestsOptions = {},
  tracingOptions: Partial<TracingOptions> = {},
) {
  const { tracing, spans } = recordedTracing(tracingOptions);
  const app = new Hono();
  app.use(traceRequests(tracing, options));
  return { app, tracing, spans };
}

test("a request is a server span below its caller's, named by its route's template", async () => {
  const { app, tracing, spans } = tracedApp();
  app.get("/films/:id", (context) => {
    tracing.withSpan("inside", () => {});
    return context.json(tracing.baggage(), 201);
  });
  const response = await app.request("http://shop.test:8080/films/7?page=2&token=s3cret", {
    headers: { traceparent, baggage: "user=a%20b", "user-agent": "curl/8" },
  });
  expect([response.status, await response.json()]).toEqual([201, { user: "a b" }]);
  const [inside, span] = await spans();
  expect(span).toMatchObject({ name: "GET /films/:id", kind: SpanKind.SERVER });
  expect(span?.spanContext().traceId).toBe(traceId);
  expect(span?.parentSpanContext).toMatchObject({ spanId, isRemote: true });
  expect(span?.status.code).toBe(SpanStatusCode.UNSET);
  expect(span?.attributes).toEqual({
    "http.request.method": "GET",
    "http.route": "/films/:id",
    "http.response.status_code": 201,
    "server.address": "shop.test",
    "server.port": 8080,
    "url.scheme": "http",
    "url.path": "/films/7",
    "url.query": "page=2&token=REDACTED",
    "user_agent.original": "curl/8",
  });
  expect(inside?.parentSpanContext?.spanId).toBe(span?.spanContext().spanId);
});

test("a path that no route matches, or a method unknown to HTTP, makes no new name", async () => {
  const { app, spans } = tracedApp();
  app.use("/admin/*", async (context, next) => {
    if (context.req.query("token") === undefined) return context.text("", 401);
    return next();
  });
  app.get("/admin/users", (context) => context.text("users"));
  await app.request("/wp-login.php");
  await app.request("/admin/users");
  await app.request("/admin/users?token=x");
  await app.request("/admin/none?token=x");
  await app.request("/", { method: "MADE-UP" });
  expect(
    (await spans()).map(({ name, attributes }) => [
      name,
      attributes["http.route"],
      attributes["http.response.status_code"],
    ]),
  ).toEqual([
    ["GET", undefined, 404],
    ["GET /admin/users", "/admin/users", 401],
    ["GET /admin/users", "/admin/users", 200],
    ["GET", undefined, 404],
    ["HTTP", undefined, 404],
  ]);
  expect((await spans()).at(-1)?.attributes).toMatchObject({
    "http.request.method": "_OTHER",
    "http.request.method_original": "MADE-UP",
  });
});

test("only 5xx makes an error, with what was thrown", async () => {
  const { app, spans } = tracedApp();
  const failure = new RangeError("too far");
  app.get("/throws", () => {
    throw failure;
  });
  app.get("/refuses", () => {
    throw new HTTPException(403, { message: "not you" });
  });
  app.get("/says", (context) => context.text("", 503));
  app.get("/odd", () => {
    throw "no error at all";
  });
  for (const path of ["/throws", "/refuses", "/says"]) await app.request(path);
  await expect(app.request("/odd")).rejects.toBe("no error at all");
  expect(
    (await spans()).map((span) => [
      span.name,
      span.attributes["http.response.status_code"],
      span.attributes["error.type"],
      span.status.code,
      exceptionsOf(span),
    ]),
  ).toEqual([
    ["GET /throws", 500, "RangeError", SpanStatusCode.ERROR, [["RangeError", "too far"]]],
    ["GET /refuses", 403, undefined, SpanStatusCode.UNSET, []],
    ["GET /says", 503, "503", SpanStatusCode.ERROR, []],
    ["GET /odd", undefined, "Error", SpanStatusCode.ERROR, [["Error", "no error at all"]]],
  ]);
});

test("who is not trusted begins a trace of its own, without baggage", async () => {
  const { app, tracing, spans } = tracedApp({
    trust: (request) => {
      if (request.url.endsWith("/throws")) throw new Error("no");
      return request.headers.get("x-from") === "us";
    },
  });
  app.get("/*", (context) => context.json(tracing.baggage()));
  const baggage = "user=1";
  const asked = async (path: string, from: string) => {
    const headers = { traceparent, baggage, "x-from": from };
    return (await app.request(path, { headers })).json();
  };
  expect(await asked("/", "us")).toEqual({ user: "1" });
  expect(await asked("/", "them")).toEqual({});
  expect(await asked("/throws", "us")).toEqual({});
  const [ours, theirs, throwing] = await spans();
  expect(ours?.spanContext().traceId).toBe(traceId);
  for (const span of [theirs, throwing]) {
    expect(span?.spanContext().traceId).not.toBe(traceId);
    expect(span?.parentSpanContext).toBeUndefined();
  }
});

test("what is ignored has no span; a question that throws ignores nothing", async () => {
  const { app, tracing, spans } = tracedApp({
    ignore: ({ url }) => {
      if (url.endsWith("/throws")) throw new Error("no");
      return url.includes("/health");
    },
  });
  app.get("/*", (context) => context.json(tracing.activeTraceIds() ?? "none"));
  expect(await (await app.request("/health/live")).json()).toBe("none");
  expect(await (await app.request("/throws")).json()).toHaveProperty("trace_id");
  expect(await spans()).toHaveLength(1);
});

test("a sampled caller's decision holds, and so does the other", async () => {
  const { app, spans } = tracedApp({}, { samplingRate: 0 });
  app.get("/", (context) => context.text(""));
  await app.request("/");
  await app.request("/", { headers: { traceparent } });
  await app.request("/", { headers: { traceparent: traceparent.replace(/1$/, "0") } });
  expect((await spans()).map((span) => span.parentSpanContext?.spanId)).toEqual([spanId]);
});

test("what is around a request has its baggage, and holds the span and its handler", async () => {
  const order: string[] = [];
  const { app, spans } = tracedApp(
    {
      around: async ({ user = "nobody" }, run) => {
        order.push(`begin ${user}`);
        await run();
        await run();
        order.push("end");
      },
    },
    { attributes: () => ({ order: order.at(-1) ?? "" }) },
  );
  app.get("/", (context) => {
    order.push("handled");
    return context.text("fine");
  });
  const response = await app.request("/", { headers: { baggage: "user=me" } });
  expect(await response.text()).toBe("fine");
  expect(order).toEqual(["begin me", "handled", "end"]);
  expect((await spans())[0]?.attributes.order).toBe("begin me");
});

test("what goes wrong around a request does not cost its answer, nor hide its own error", async () => {
  for (const around of [
    () => Promise.reject(new Error("around")),
    () => Promise.resolve(),
    () => {
      throw new Error("around");
    },
    async (_: unknown, run: () => Promise<void>) => {
      await run().catch(() => {});
      throw new Error("around");
    },
  ]) {
    const { app, spans } = tracedApp({ around });
    app.get("/", (context) => context.text("fine"));
    app.get("/odd", () => {
      throw "no error at all";
    });
    expect(await (await app.request("/")).text()).toBe("fine");
    await expect(app.request("/odd")).rejects.toBe("no error at all");
    expect(await spans()).toHaveLength(2);
  }
});

test("a body that streams does not hold its span back", async () => {
  const { app, spans } = tracedApp();
  let end = () => {};
  app.get("/stream", () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("first"));
        end = () => controller.close();
      },
    });
    return new Response(body);
  });
  const response = await app.request("/stream");
  expect(await spans()).toHaveLength(1);
  end();
  expect(await response.text()).toBe("first");
});

test("without recording, requests go on as ever and hand on what came in", async () => {
  const { app, tracing } = tracedApp({}, { recording: false });
  app.get("/", (context) => {
    const headers: Record<string, string> = {};
    tracing.inject(headers);
    return context.json(headers);
  });
  expect(await (await app.request("/", { headers: { traceparent } })).json()).toEqual({
    traceparent,
  });
});
