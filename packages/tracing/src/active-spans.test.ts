import { AsyncResource } from "node:async_hooks";
import { EventEmitter, once } from "node:events";
import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import { createTracing, type Tracing } from "@ettl/tracing";
import { context, ROOT_CONTEXT, type Span, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { afterEach, describe, expect, test } from "vitest";
import { collected, service } from "../test/collected.ts";

const idOf = (span: Span) => span.spanContext().spanId;
const activeId = (tracing: Tracing) => tracing.activeTraceIds()?.span_id;

afterEach(() => {
  context.disable();
});

// Where a program has a context manager, ours use it; where there is none, they have their own.
for (const manager of ["none registered", "one registered before"]) {
  const open = () => {
    if (manager !== "none registered")
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    return createTracing(service);
  };

  describe(`with ${manager}`, () => {
    test("the active span is seen after awaits, timers, events, microtasks and callbacks", async () => {
      const tracing = open();
      await tracing.withSpan("root", async (root) => {
        const seen: unknown[] = [];
        const look = () => seen.push(activeId(tracing));
        await Promise.resolve().then(look);
        await nextTurn();
        look();
        await delay(1);
        look();
        await new Promise<void>((resolve) => {
          setTimeout(() => resolve(void look()), 1);
        });
        await new Promise<void>((resolve) => process.nextTick(() => resolve(void look())));
        await new Promise<void>((resolve) => queueMicrotask(() => resolve(void look())));
        const emitter = new EventEmitter();
        const heard = once(emitter, "event").then(look);
        emitter.once("event", look);
        setImmediate(() => emitter.emit("event"));
        await heard;
        for await (const _ of (async function* () {
          yield 1;
        })())
          look();
        expect(seen).toEqual(seen.map(() => idOf(root)));
        expect(seen).toHaveLength(9);
      });
      expect(tracing.activeTraceIds()).toBeUndefined();
    });

    test("100 concurrent traces do not see each other", async () => {
      const tracing = open();
      const run = (name: string) =>
        tracing.withSpan(name, async (root) => {
          const { traceId } = root.spanContext();
          for (let step = 0; step < 20; step++) {
            await (step % 3 === 0 ? nextTurn() : step % 3 === 1 ? Promise.resolve() : delay(0));
            expect(activeId(tracing)).toBe(idOf(root));
            await tracing.withSpan("child", async (child) => {
              await nextTurn();
              expect(activeId(tracing)).toBe(idOf(child));
              expect(child.spanContext().traceId).toBe(traceId);
              await tracing.tracer.startActiveSpan("grandchild", async (grandchild) => {
                await Promise.resolve();
                expect(activeId(tracing)).toBe(idOf(grandchild));
                grandchild.end();
              });
            });
          }
          return traceId;
        });
      const traces = await Promise.all(Array.from({ length: 100 }, (_, place) => run(`${place}`)));
      expect(new Set(traces).size).toBe(100);
      expect(tracing.activeTraceIds()).toBeUndefined();
    });

    test("a span that throws or rejects leaves the one before active", async () => {
      const tracing = open();
      await tracing.withSpan("root", async (root) => {
        const failure = new Error("inside");
        expect(() =>
          tracing.withSpan("throws", () => {
            throw failure;
          }),
        ).toThrow(failure);
        expect(activeId(tracing)).toBe(idOf(root));
        await expect(
          tracing.withSpan("rejects", async () => {
            await nextTurn();
            throw failure;
          }),
        ).rejects.toBe(failure);
        expect(activeId(tracing)).toBe(idOf(root));
      });
    });

    test("a context taken here can be entered there, also after its span ended", async () => {
      const tracing = open();
      const [saved, id] = tracing.withSpan("root", (root) => [tracing.activeContext(), idOf(root)]);
      expect(activeId(tracing)).toBeUndefined();
      expect(tracing.withContext(saved, () => activeId(tracing))).toBe(id);
      const late = tracing.withContext(saved, () => tracing.startSpan("late"));
      expect(late.spanContext().traceId).toBe(trace.getSpanContext(saved)?.traceId);
      const inside = tracing.withSpan("other", () =>
        tracing.withContext(ROOT_CONTEXT, () => activeId(tracing)),
      );
      expect(inside).toBeUndefined();
    });

    test("an AsyncResource keeps the span that was active when it was made", () => {
      const tracing = open();
      const [resource, id] = tracing.withSpan("root", (root) => [
        new AsyncResource("task"),
        idOf(root),
      ]);
      expect(resource.runInAsyncScope(() => activeId(tracing))).toBe(id);
    });
  });
}

test("a parent that is given wins over the active one, and root means no parent", async () => {
  const spans = await collected({}, (tracing) =>
    tracing.withSpan("active", () => {
      const other = tracing.startSpan("other", { root: true });
      const parent = trace.setSpan(ROOT_CONTEXT, other);
      tracing.withSpan("by parent", { parent }, () => tracing.withSpan("below", () => {}));
      tracing.startSpan("started by parent", { parent }).end();
      tracing.withSpan("root", { root: true }, () => {});
      other.end();
    }),
  );
  const byName = new Map(spans.map((span) => [span.name, span]));
  const parentOf = (name: string) =>
    spans.find((span) => span.spanContext().spanId === byName.get(name)?.parentSpanContext?.spanId)
      ?.name;
  expect(parentOf("by parent")).toBe("other");
  expect(parentOf("below")).toBe("by parent");
  expect(parentOf("started by parent")).toBe("other");
  for (const name of ["other", "root", "active"]) {
    expect(byName.has(name)).toBe(true);
    expect(parentOf(name)).toBeUndefined();
  }
});

test("several tracings in one process keep their spans apart and share nothing they count", async () => {
  const names = ["one", "two", "three"];
  const all = await Promise.all(
    names.map((name) =>
      collected({ serviceName: name }, (tracing) =>
        tracing.withSpan(name, async () => {
          await nextTurn();
          tracing.withSpan(`${name} child`, () => {});
          await nextTurn();
          expect(tracing.stats()).toMatchObject({ started: 2, ended: 1 });
        }),
      ),
    ),
  );
  for (const [place, name] of names.entries()) {
    const spans = all[place] ?? [];
    expect(spans.map((span) => span.name)).toEqual([`${name} child`, name]);
    expect(spans.map(({ resource }) => resource.attributes["service.name"])).toEqual([name, name]);
    expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
  }
});

// biome-ignore lint/suspicious/noThenProperty: thenables are what the test is about
const withThen = (value: unknown) => Object.defineProperty({}, "then", { value });

test("withSpan gives back what the function gives: values, promises and other thenables", async () => {
  const spans = await collected({}, async (tracing) => {
    expect(tracing.withSpan("value", () => 7)).toBe(7);
    expect(tracing.withSpan("undefined", () => undefined)).toBeUndefined();
    expect(await tracing.withSpan("promise", async () => "later")).toBe("later");
    const isThenable = withThen((settle: (value: string) => void) => settle("thenable"));
    expect(await (tracing.withSpan("thenable", () => isThenable) as unknown)).toBe("thenable");
    const noThenable = withThen("not a function");
    expect(tracing.withSpan("no thenable", () => noThenable)).toBe(noThenable);
  });
  expect(spans.map(({ name }) => name)).toEqual([
    "value",
    "undefined",
    "promise",
    "thenable",
    "no thenable",
  ]);
});

test("withSpan ends its span once, even where the function has ended it", async () => {
  const spans = await collected({}, async (tracing) => {
    tracing.withSpan("sync", (span) => span.end());
    await tracing.withSpan("async", async (span) => {
      span.end([1_500_000_000, 0]);
      await nextTurn();
    });
    expect(tracing.stats()).toMatchObject({ started: 2, ended: 2 });
  });
  expect(spans.map(({ name }) => name)).toEqual(["sync", "async"]);
});
