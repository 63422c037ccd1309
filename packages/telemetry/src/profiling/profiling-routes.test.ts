import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { eventually, freePort, startProgram } from "@ettl-tooling/test";
import { Profile } from "pprof-format";
import { expect, test } from "vitest";

const token = "correct-horse-battery";

/** A service that has work to do between requests, some of which it never forgets. */
const service = `
import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { serveApp, telemetryApp } from "@ettl/telemetry/hono";
import { profilingRoutes } from "@ettl/telemetry/profiling";
import { stopOnSignals } from "@ettl/telemetry/signals";
import { createHash } from "node:crypto";
const telemetry = await createTelemetry(await loadTelemetryConfig(), { version: "1", listen: false });
const { TOKEN: token, PORT: port, WORK: busy } = process.env;
const authorize = (request, scope) => scope === "operate" && token !== undefined &&
  request.headers.get("authorization") === "Bearer " + token;
const app = telemetryApp(telemetry);
app.route("/", profilingRoutes(telemetry, { authorize }));
await telemetry.start({ server: await serveApp(app, { host: "127.0.0.1", port: Number(port) }) });
stopOnSignals(telemetry);

function burnPrimes(ms) {
  const end = performance.now() + ms;
  let found = 0;
  while (performance.now() < end)
    for (let n = 2; n < 2_000; n++) {
      let prime = true;
      for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
      if (prime) found++;
    }
  return found;
}
function burnStrings(ms) {
  const end = performance.now() + ms;
  let text = "";
  while (performance.now() < end)
    for (let n = 0; n < 3_000; n++) text = (text + n).split("").reverse().join("").slice(0, 40);
  return text;
}
const rows = [];
function keepRows() {
  for (let n = 0; n < 200; n++) rows.push({ id: n, name: "row", tags: [n, n, n, n] });
}
function work() {
  burnPrimes(10);
  burnStrings(10);
  keepRows();
}
if (busy) setInterval(work, 25);
console.log("serving");
`;

async function serving({ TOKEN = token, WORK = "" }: { TOKEN?: string; WORK?: string } = {}) {
  const port = await freePort();
  const program = startProgram(["--input-type=module", "--eval", service], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    env: { PORT: `${port}`, LOG_LEVEL: "info", ...(TOKEN && { TOKEN }), WORK },
  });
  await program.printed(/serving/);
  const get = (path: string, options: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}/debug/pprof/${path}`, {
      headers: { authorization: `Bearer ${token}` },
      ...options,
    });
  return { program, get, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

/** What one would read in a table of a profile: for each function, what it took itself. */
async function decoded(response: Response) {
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/octet-stream");
  const profile = Profile.decode(gunzipSync(await response.arrayBuffer()));
  const text = (index: number | bigint) => profile.stringTable.strings[Number(index)] ?? "";
  const functions = new Map(profile.function.map((each) => [Number(each.id), each]));
  const locations = new Map(profile.location.map((each) => [Number(each.id), each]));
  const samples = profile.sample.map(({ locationId, value }) => ({
    values: value.map(Number),
    stack: locationId.map((id) => {
      const line = locations.get(Number(id))?.line[0];
      const { name = 0, filename = 0, startLine } = functions.get(Number(line?.functionId)) ?? {};
      return {
        name: text(name),
        file: text(filename),
        startLine: Number(startLine),
        line: Number(line?.line),
      };
    }),
  }));
  const share = (name: string, column: number) => {
    let total = 0;
    let with_ = 0;
    for (const { stack, values } of samples) {
      total += values[column] ?? 0;
      if (stack.some((frame) => frame.name === name)) with_ += values[column] ?? 0;
    }
    return with_ / total;
  };
  return {
    profile,
    samples,
    share,
    types: profile.sampleType.map(({ type, unit }) => `${text(type)}/${text(unit)}`),
    period: `${profile.period} ${text(profile.periodType?.type ?? 0)}/${text(profile.periodType?.unit ?? 0)}`,
  };
}

test("a CPU profile names the functions that burned the time, with file and line", async () => {
  await using used = await serving({ WORK: "yes" });
  const before = Date.now();
  const response = await used.get("profile?seconds=2");
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="cpu.pb.gz"');
  const { profile, types, period, share, samples } = await decoded(response);
  expect(types).toEqual(["samples/count", "cpu/nanoseconds"]);
  expect(period).toBe("1000000 cpu/nanoseconds");
  for (const column of [0, 1]) {
    expect(share("burnPrimes", column)).toBeGreaterThan(0.2);
    expect(share("burnStrings", column)).toBeGreaterThan(0.2);
    expect(share("burnPrimes", column) + share("burnStrings", column)).toBeGreaterThan(0.6);
  }
  const frames = samples.flatMap(({ stack }) => stack);
  const names = frames.map(({ name }) => name);
  expect(names).not.toContain("(idle)");
  expect(names).not.toContain("(root)");
  // Lines of the program above, where its first line is empty.
  const lineOf = (code: string) => service.split("\n").findIndex((line) => line.includes(code)) + 1;
  const primes = frames.filter(({ name }) => name === "burnPrimes");
  expect(primes[0]?.file).toMatch(/eval/);
  expect(new Set(primes.map(({ startLine }) => startLine))).toEqual(
    new Set([lineOf("function burnPrimes")]),
  );
  expect(primes.map(({ line }) => line)).toContain(lineOf("d * d <= n"));
  const stack = samples.find(({ stack: [leaf] }) => leaf?.name === "burnPrimes")?.stack;
  expect(stack?.[1]?.name).toBe("work");

  const durationMs = Number(profile.durationNanos) / 1e6;
  expect(durationMs).toBeGreaterThan(1_900);
  const startedAtMs = Number(BigInt(profile.timeNanos) / 1_000_000n);
  expect(startedAtMs).toBeGreaterThanOrEqual(before);
  expect(startedAtMs).toBeLessThanOrEqual(Date.now());
  const cpuMs = samples.reduce((sum, { values }) => sum + (values[1] ?? 0), 0) / 1e6;
  expect(cpuMs).toBeLessThanOrEqual(durationMs * 1.01);
});

test("a heap profile names the function whose objects stay", async () => {
  await using used = await serving({ WORK: "yes" });
  const { types, period, share } = await decoded(await used.get("heap?seconds=2"));
  expect(types).toEqual(["objects/count", "space/bytes"]);
  expect(period).toBe("32768 space/bytes");
  for (const column of [0, 1]) expect(share("keepRows", column)).toBeGreaterThan(0.2);
});

test("one who may not operate gets no profile, and without a token nobody may", async () => {
  await using locked = await serving();
  for (const authorization of ["", "Bearer wrong", `bearer ${token}x`])
    for (const path of ["profile?seconds=1", "heap?seconds=1", "profile?seconds=bad"]) {
      const response = await locked.get(path, { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ error: "unauthorized" });
    }
  await using open = await serving({ TOKEN: "" });
  expect((await open.get("profile?seconds=1")).status).toBe(401);
  expect((await open.get("heap?seconds=1")).status).toBe(401);
});

test("seconds is a whole number from 1 to 60, and GET the only method", async () => {
  await using used = await serving();
  for (const seconds of ["", "0", "61", "1.5", "-1", "1e1", "abc", "1&seconds=2"])
    for (const path of ["profile", "heap"]) {
      const response = await used.get(`${path}?seconds=${seconds}`);
      expect(response.status, seconds).toBe(400);
      expect(await response.json()).toEqual({
        error: "seconds is wrong; expected a whole number from 1 to 60",
      });
    }
  for (const method of ["HEAD", "POST", "PUT", "DELETE", "OPTIONS"]) {
    const response = await used.get("profile?seconds=1", { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET");
  }
});

test("one profile at a time, and it ends when its client goes", async () => {
  await using used = await serving();
  const client = new AbortController();
  const first = used.get("profile?seconds=60", { signal: client.signal }).catch(() => "gone");
  await used.program.printed(/operation\.started/);
  for (const path of ["profile?seconds=1", "heap?seconds=1"]) {
    const second = await used.get(path);
    expect(second.status).toBe(409);
    expect(await second.json()).toEqual({
      error: "a profile is being taken already; ask again when it is done",
    });
  }
  client.abort();
  expect(await first).toBe("gone");
  await eventually("the next one gets its profile", async () => {
    const response = await used.get("profile?seconds=1");
    await response.arrayBuffer();
    return response.status === 200;
  });
});

test("a stop does not wait for a profile: it is handed over as far as it got", async () => {
  await using used = await serving({ WORK: "yes" });
  const pending = used.get("profile?seconds=60");
  await used.program.printed(/operation\.started/);
  used.program.kill("SIGTERM");
  const { profile } = await decoded(await pending);
  expect(Number(profile.durationNanos) / 1e9).toBeLessThan(30);
  expect(await used.program.ended()).toEqual({ code: 0, signal: null });
});
