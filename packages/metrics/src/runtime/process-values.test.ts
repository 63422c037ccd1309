import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createMetrics } from "@ettl/metrics";
import { runProgram } from "@ettl-tooling/test";
import { afterAll, expect, test } from "vitest";
import { readSamples } from "../../test/sample-reader.ts";
import { openFilesLimit } from "./file-descriptors.ts";

const folder = fileURLToPath(new URL("../..", import.meta.url));
const metrics = createMetrics({ version: "1" });
afterAll(() => metrics.close());

/** Works the processor until the kernel has counted so much, in microseconds. */
function burn(microseconds: number): void {
  const { user } = process.cpuUsage();
  while (process.cpuUsage().user - user < microseconds);
}

/** Runs a program that may have so many descriptors. */
function runLimited(descriptors: number, program: string) {
  const command = `ulimit -n ${descriptors} && exec "$@"`;
  const node = [process.execPath, "--input-type=module", "-e", program];
  return spawnSync("sh", ["-c", command, "sh", ...node], { cwd: folder, encoding: "utf8" });
}

test("CPU seconds are those of the whole process since its start, and never less than before", async () => {
  const before = process.cpuUsage();
  const first = await readSamples(metrics);
  const between = process.cpuUsage();
  burn(200_000);
  const second = await readSamples(metrics);
  const after = process.cpuUsage();
  for (const mode of ["user", "system"] as const) {
    const name = `process_cpu_${mode}_seconds_total`;
    expect(first(name)).toBeGreaterThanOrEqual(before[mode] / 1e6);
    expect(first(name)).toBeLessThanOrEqual(between[mode] / 1e6);
    expect(second(name)).toBeGreaterThanOrEqual(between[mode] / 1e6);
    expect(second(name)).toBeLessThanOrEqual(after[mode] / 1e6);
  }
  expect(second("process_cpu_user_seconds_total")).toBeGreaterThanOrEqual(
    first("process_cpu_user_seconds_total") + 0.2,
  );
  expect(second("process_cpu_seconds_total")).toBeCloseTo(
    second("process_cpu_user_seconds_total") + second("process_cpu_system_seconds_total"),
    9,
  );
});

test("memory is what the kernel and V8 say of the process", async () => {
  const kept = Buffer.alloc(64 * 1024 * 1024, 1);
  const value = await readSamples(metrics);
  const status = readFileSync("/proc/self/status", "utf8");
  const kernel = (field: string) =>
    Number(new RegExp(`^${field}:\\s*(\\d+) kB`, "m").exec(status)?.[1]) * 1024;
  // Garbage may be collected between the two readings.
  const near = (sample: string, bytes: number) => {
    expect(value(sample), sample).toBeGreaterThan(bytes / 2);
    expect(value(sample), sample).toBeLessThan(bytes * 2);
  };
  near("process_resident_memory_bytes", kernel("VmRSS"));
  near("process_virtual_memory_bytes", kernel("VmSize"));
  near("process_heap_bytes", kernel("VmData"));
  const usage = process.memoryUsage();
  near("nodejs_heap_size_total_bytes", usage.heapTotal);
  near("nodejs_heap_size_used_bytes", usage.heapUsed);
  near("nodejs_external_memory_bytes", usage.external);
  expect(value("nodejs_external_memory_bytes")).toBeGreaterThan(kept.length);
});

test("the heap is the sum of its spaces", async () => {
  const value = await readSamples(metrics);
  const output = (await metrics.scrape()).body.toString();
  const spaces = [...output.matchAll(/^nodejs_heap_space_size_total_bytes\{space="(\w+)"\} /gm)];
  const names = spaces.map(([, name]) => name);
  expect(names).toEqual(expect.arrayContaining(["new", "old", "code", "large_object"]));
  const total = names.reduce(
    (sum, name) => sum + value(`nodejs_heap_space_size_total_bytes{space="${name}"}`),
    0,
  );
  expect(total).toBe(value("nodejs_heap_size_total_bytes"));
});

test("the start of the process is the one that the kernel tells", async () => {
  const value = await readSamples(metrics);
  // After the name, which may hold spaces, the 20th field is the start in hundredths since boot.
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)?.split(" ") ?? [];
  const uptime = Number.parseFloat(readFileSync("/proc/uptime", "utf8"));
  const started = Date.now() / 1000 - (uptime - Number(fields[19]) / 100);
  for (const name of ["process_start_time_seconds", "export_trakt_start_time_seconds"])
    expect(Math.abs(value(name) - started)).toBeLessThan(5);
});

test("20 files more are 20 descriptors more", async () => {
  const before = (await readSamples(metrics))("process_open_fds");
  const files = Array.from({ length: 20 }, () => openSync("/dev/null", "r"));
  expect((await readSamples(metrics))("process_open_fds")).toBe(before + 20);
  for (const file of files) closeSync(file);
  expect((await readSamples(metrics))("process_open_fds")).toBe(before);
});

test("the limit of descriptors is the one that holds for the process", () => {
  const program = `
    import { createMetrics } from "@ettl/metrics";
    const { body } = await createMetrics({ version: "1" }).scrape();
    console.log(/^process_max_fds (.*)$/m.exec(body.toString())[1]);
  `;
  const { stdout, stderr } = runLimited(321, program);
  expect(stderr).toBe("");
  expect(stdout.trim()).toBe("321");
});

test("no limit of descriptors is infinite, and no line about it is none", () => {
  const soft = (limit: string) =>
    openFilesLimit(`Max open files      ${limit}      4096      files`);
  expect(soft("unlimited")).toBe(Infinity);
  expect(soft("1024")).toBe(1024);
  expect(openFilesLimit("Max processes       1024      4096      processes")).toBeUndefined();
});

test("a process without a descriptor left is scraped, with what can be read then", async () => {
  const program = `
    import { createMetrics } from "@ettl/metrics";
    import { openSync } from "node:fs";
    const metrics = createMetrics({ version: "1" });
    const text = async () => (await metrics.scrape()).body.toString();
    const before = Number(/^process_open_fds (.*)$/m.exec(await text())[1]);
    let opened = 0;
    try { for (;; opened++) openSync("/dev/null"); } catch (error) { console.log(error.code); }
    console.log(await text());
    console.log("expected", before + opened);
  `;
  const child = runLimited(64, program);
  expect(child.stderr).toBe("");
  expect(child.stdout).toMatch(/^EMFILE$/m);
  expect(child.stdout).toMatch(/^nodejs_heap_size_used_bytes [1-9]\d+$/m);
  expect(child.stdout).toMatch(/^export_trakt_memory_usage_bytes\{type="heap_used"\} [1-9]\d+$/m);
  expect(child.stdout).toMatch(/^process_cpu_seconds_total 0\.\d+$/m);
  const open = /^process_open_fds (.*)$/m.exec(child.stdout)?.[1];
  const expected = /^expected (.*)$/m.exec(child.stdout)?.[1];
  // Linux before 6.2 tells the number only to who can open the list.
  expect([expected, "Nan"]).toContain(open);
});

test("active resources are counted by type", async () => {
  const program = `
    import { createMetrics } from "@ettl/metrics";
    const metrics = createMetrics({ version: "1" });
    const timers = Array.from({ length: 3 }, () => setTimeout(() => {}, 60_000));
    console.log((await metrics.scrape()).body.toString());
    for (const timer of timers) clearTimeout(timer);
    console.log("later", (await metrics.scrape()).body.toString());
  `;
  const { stdout } = await runProgram(["--input-type=module", "-e", program], { cwd: folder });
  const [first = "", later = ""] = stdout.split("later");
  expect(first).toMatch(/^nodejs_active_resources\{type="Timeout"\} 3$/m);
  expect(first).not.toContain('type="Immediate"');
  expect(first).toMatch(/^export_trakt_goroutines_count [3-9]$/m);
  expect(later).not.toContain('type="Timeout"');
});
