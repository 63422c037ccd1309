import { eventually, httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { readPage } from "./page-reader.ts";
import { servingMonitor } from "./serving-monitor.ts";

const count = 300;
const numbers = Array.from({ length: count }, (_, index) => index);
const keyOf = (index: number) => `a-key-of-the-heartbeat-${index}`;

test("of many jobs and probes the healthy ones beyond 250 are left out, never a bad or chosen one", async () => {
  await using receiver = await httpReceiver();
  await using monitor = await servingMonitor(
    numbers
      .map(
        (index) =>
          `[[heartbeats]]\nname = "job ${index}"\nkey = "${keyOf(index)}"\nperiod_seconds = 3600\n[[probes]]\ntype = "http"\nname = "probe ${index}"\nurl = "${index === 299 ? "http://127.0.0.1:1" : receiver.url}"\n`,
      )
      .join(""),
  );
  for (const index of numbers)
    await fetch(`${monitor.url}/ping/${keyOf(index)}/${index === 299 ? 1 : 0}`);
  await eventually(
    "a look at each",
    async () => {
      const { watches } = await monitor.json<{ watches: { status: string }[] }>("/api/watches");
      return watches.every(({ status }) => status !== "unknown");
    },
    { timeoutMs: 20_000 },
  );
  for (const [path, kind, name] of [
    ["/jobs?job=job%20298", "heartbeat", "job"],
    ["/probes?probe=probe%20298", "probe", "probe"],
  ] as const) {
    const page = await readPage(monitor.call, path);
    const rows = [...new Set(page.subjects)];
    expect([path, rows.length]).toEqual([path, 251]);
    expect(rows[0]).toBe(`${kind} ${name} 299`);
    expect(rows).toContain(`${kind} ${name} 298`);
    expect(page.text("left-out")).toBe("49 rows that are healthy are left out. Show all");
    expect(new Set((await readPage(monitor.call, `${path}&all=1`)).subjects).size).toBe(count);
    const wanted = `${kind} ${name} 270`;
    const one = await readPage(
      monitor.call,
      `${path}&rows=${encodeURIComponent(JSON.stringify([wanted]))}`,
    );
    expect([path, [...new Set(one.subjects)]]).toEqual([path, [wanted]]);
  }
});
