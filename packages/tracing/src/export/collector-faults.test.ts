import { createTracing, type TracingOptions } from "@ettl/tracing";
import {
  eventually,
  httpReceiver,
  spansOf,
  startProgram,
  thriftBatchOf,
  troubledServer,
} from "@ettl-tooling/test";
import { expect, test } from "vitest";

const service = { serviceName: "shop", serviceVersion: "1.2.3", environment: "test" };

/** Both exporters: how each is given a collector, and how many spans a body of it holds. */
const forms = [
  {
    name: "OTLP",
    to: (url: string): Partial<TracingOptions> => ({ otlpEndpoint: url }),
    spansIn: (body: Buffer) => spansOf(body).length,
  },
  {
    name: "Jaeger",
    to: (url: string): Partial<TracingOptions> => ({ jaegerEndpoint: `${url}/api/traces` }),
    spansIn: (body: Buffer) => thriftBatchOf(body).spans.length,
  },
] as const;

for (const { name, to, spansIn } of forms) {
  test(`T2 closing is over in time while a ${name} collector hangs, is deaf or drips`, async () => {
    for (const trouble of ["hangs", "deaf", "drips"] as const) {
      await using collector = await troubledServer(trouble);
      const tracing = createTracing({ ...service, ...to(collector.url) });
      for (let index = 0; index < 700; index++) tracing.withSpan("export", () => {});
      await tracing.close({ timeoutMs: 200 });
      const { ended, exported, dropped, queued } = tracing.stats();
      expect({ ended, queued, sum: exported + dropped }).toEqual({
        ended: 700,
        queued: 0,
        sum: 700,
      });
      if (trouble !== "deaf")
        await eventually("closed connections", () => collector.connections.size === 0);
    }
  });

  test(`T4 after a failed export the next batch goes over ${name}, one batch at a time`, async () => {
    let isFailing = true;
    let open = 0;
    let mostOpen = 0;
    await using collector = await httpReceiver((_, response) => {
      mostOpen = Math.max(mostOpen, ++open);
      setImmediate(() => {
        open--;
        response.writeHead(isFailing ? 500 : 200).end();
      });
      return undefined;
    });
    const tracing = createTracing({
      ...service,
      ...to(collector.url),
      batch: { maxBatchSize: 10 },
    });
    const run = async (count: number) => {
      for (let index = 0; index < count; index++) tracing.withSpan("export", () => {});
      await tracing.flush();
    };
    await run(20);
    expect(tracing.stats()).toMatchObject({ exported: 0, droppedByReason: { export_failed: 20 } });
    isFailing = false;
    await run(35);
    await tracing.close();
    expect(tracing.stats()).toMatchObject({ ended: 55, exported: 35, dropped: 20, queued: 0 });
    expect(collector.requests.slice(2).map(({ body }) => spansIn(body))).toEqual([10, 10, 10, 5]);
    expect(mostOpen).toBe(1);
  });

  test(`T10 2,000 long spans arrive over ${name} in requests of less than 4 MiB`, async () => {
    await using collector = await httpReceiver();
    const tracing = createTracing({
      ...service,
      ...to(collector.url),
      batch: { maxQueueSize: 2000, maxBatchSize: 2000 },
    });
    for (let index = 0; index < 2000; index++)
      tracing.withSpan("export", { attributes: { text: "x".repeat(4000) } }, () => {});
    await tracing.close();
    expect(tracing.stats()).toMatchObject({ ended: 2000, exported: 2000 });
    expect(collector.requests.length).toBeGreaterThan(1);
    for (const { body } of collector.requests) expect(body.length).toBeLessThan(4 * 1024 * 1024);
    const arrived = collector.requests.reduce((sum, { body }) => sum + spansIn(body), 0);
    expect(arrived).toBe(2000);
  });

  test(`T2 a program ends by itself while an export over ${name} hangs`, async () => {
    await using collector = await troubledServer("hangs");
    const options = JSON.stringify({
      ...service,
      ...to(collector.url),
      batch: { maxBatchSize: 1, exportTimeoutMs: 100_000_000 },
      otlp: { timeoutMs: 100_000_000 },
    });
    // Without a close: from the signal on, nothing but the export could keep it.
    await using program = startProgram(
      [
        "--input-type=module",
        "--eval",
        `import { createTracing } from "@ettl/tracing";
         const tracing = createTracing(${options});
         tracing.withSpan("export", () => {});
         const keep = setInterval(() => {}, 1000);
         process.once("SIGUSR2", () => clearInterval(keep));
         process.on("exit", () => console.log(tracing.stats().queued));`,
      ],
      { cwd: new URL("../..", import.meta.url).pathname },
    );
    await eventually("the request", () => collector.troubled() === 1);
    program.kill("SIGUSR2");
    expect(await program.ended()).toEqual({ code: 0, signal: null });
    expect(program.stdout()).toBe("1\n");
  });
}
