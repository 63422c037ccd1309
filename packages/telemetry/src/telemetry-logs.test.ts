import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { telemetryApp } from "@ettl/telemetry/hono";
import { eventually, startProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

async function telemetryOf(toml: string) {
  const folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  const log = join(folder.path, "app.log");
  await writeFile(
    file,
    `[logging]\noutput = "file"\nrotation_enabled = false\nfile = ${JSON.stringify(log)}\n${toml}`,
  );
  const config = await loadTelemetryConfig({ file, env: {} });
  const telemetry = await createTelemetry(config, { version: "1.2.3", listen: false });
  const app = telemetryApp(telemetry);
  return {
    telemetry,
    get: (path: string, headers: Record<string, string> = {}) => app.request(path, { headers }),
    text: () => readFile(log, "utf8"),
    async [Symbol.asyncDispose]() {
      await telemetry.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const lines = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

test("the last lines of an operation are found by its correlation id, without its secrets", async () => {
  await using used = await telemetryOf("");
  let id: unknown;
  await used.telemetry.operation("sync", ({ logger }) => {
    logger.warn({ password: "hunter2hunter2" }, "slow for someone@example.com");
    id = lines(used.telemetry.logger.recent().join("")).at(-1).correlation_id;
  });
  used.telemetry.logger.info("outside");
  const all = await (await used.get("/telemetry/logs")).text();
  expect(lines(all).map(({ message }) => message)).toEqual([
    "operation.started",
    "slow for [redacted:email]",
    "operation.completed",
    "outside",
  ]);
  expect(all).not.toContain("hunter2");
  const own = await used.get(`/telemetry/logs?correlation_id=${id}&level=warn`);
  expect(own.headers.get("content-type")).toBe("application/x-ndjson");
  expect(lines(await own.text())).toHaveLength(1);
});

test("with a token set the lines want it", async () => {
  await using used = await telemetryOf('[monitoring]\nauth_token = "correct-horse-battery"\n');
  expect((await used.get("/telemetry/logs")).status).toBe(401);
  const authorization = "Bearer correct-horse-battery";
  expect((await used.get("/telemetry/logs", { authorization })).status).toBe(200);
});

test("log_messages_total counts lines by level, other counters what became of them", async () => {
  await using used = await telemetryOf("burst_lines = 1\n");
  const { logger } = used.telemetry;
  for (let index = 0; index < 3; index++) logger.warn("again");
  logger.child({}).info("x");
  const metrics = await (await used.get("/metrics")).text();
  expect(metrics).toMatch(/^log_messages_total\{level="warn"\} 1$/m);
  expect(metrics).toMatch(/^log_messages_total\{level="info"\} 1$/m);
  expect(metrics).toMatch(/^ettl_log_lines_suppressed_total 2$/m);
  expect(metrics).toMatch(/^ettl_log_lines_dropped_total 0$/m);
  const status = (await (await used.get("/telemetry/status")).json()) as { logging: unknown };
  expect(status.logging).toEqual({
    lines: 2,
    lines_by_level: { warn: 1, info: 1 },
    dropped: 0,
    suppressed: 2,
  });
});

test("TOML names further secret keys, and which values are looked for", async () => {
  await using used = await telemetryOf('redact = ["customer_number"]\nredact_values = ["ip"]\n');
  used.telemetry.logger.info({ customerNumber: 12 }, "10.1.2.3 is someone@example.com");
  expect(lines(await used.text())).toEqual([
    expect.objectContaining({
      message: "[redacted:ip] is someone@example.com",
      customerNumber: "[redacted]",
    }),
  ]);
});

test("ecs lines carry the service's names", async () => {
  await using used = await telemetryOf('format = "ecs"\n[tracing]\nservice_name = "shop"\n');
  used.telemetry.logger.info("x");
  expect(lines(await used.text())).toEqual([
    expect.objectContaining({ "service.name": "shop", "service.version": "1.2.3" }),
  ]);
});

const program = `
  import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
  import { reopenOnHangup } from "@ettl/telemetry/signals";
  const telemetry = await createTelemetry(await loadTelemetryConfig(), { version: "1" });
  reopenOnHangup(telemetry);
  telemetry.logger.info("before");
  process.stdin.on("data", () => telemetry.logger.info("after"));
`.replace(/"(@ettl[^"]+)"/g, (_, name: string) => JSON.stringify(import.meta.resolve(name)));

test("L4 on SIGHUP the file that was renamed is left, and a new one is written", async () => {
  await using folder = await temporaryFolder();
  const main = join(folder.path, "main.mjs");
  const [log, renamed] = [join(folder.path, "app.log"), join(folder.path, "app.log.1")];
  await writeFile(main, program);
  const child = spawn(process.execPath, [main], {
    cwd: folder.path,
    stdio: ["pipe", "ignore", "inherit"],
    env: {
      ETTL_LOGGING__OUTPUT: "file",
      ETTL_LOGGING__FILE: log,
      ETTL_LOGGING__ROTATION_ENABLED: "false",
    },
  });
  try {
    const holds = (file: string, text: string) =>
      eventually(`${text} in ${file}`, async () =>
        (await readFile(file, "utf8").catch(() => "")).includes(text),
      );
    await holds(log, "before");
    await rename(log, renamed);
    child.kill("SIGHUP");
    await holds(log, "the log file was opened anew");
    child.stdin.write("go\n");
    await holds(log, '"message":"after"');
    expect(await readFile(renamed, "utf8")).not.toContain("after");
  } finally {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
});

test("one output per place: visual on the terminal's side, JSON in the file", async () => {
  await using folder = await temporaryFolder();
  const main = join(folder.path, "main.mjs");
  const log = join(folder.path, "app.log");
  await writeFile(
    join(folder.path, "ettl.toml"),
    `[logging]\noutput = ["stdout", "file"]\nformat = "visual"\nfile_format = "json"\nrotation_enabled = false\nfile = ${JSON.stringify(log)}\n`,
  );
  await writeFile(main, `${program}\nprocess.stdin.unref();`);
  await using started = startProgram([main], { cwd: folder.path });
  await started.ended();
  expect(started.stdout()).toMatch(/^\[[\d :-]+\] INFO before\n$/);
  expect(lines(await readFile(log, "utf8"))).toEqual([
    expect.objectContaining({ level: "info", message: "before" }),
  ]);
});

test("L8 a log file in trouble does not end a program whose standard error nobody reads", async () => {
  await using folder = await temporaryFolder();
  const main = join(folder.path, "main.mjs");
  const logs = join(folder.path, "logs");
  await writeFile(main, `${program}\nprocess.stdin.on("end", () => console.log("alive"));`);
  const child = spawn(process.execPath, [main], {
    cwd: folder.path,
    env: { ETTL_LOGGING__OUTPUT: "file", ETTL_LOGGING__FILE: join(logs, "app.log") },
  });
  try {
    await eventually("the program writes its log", async () => {
      const [file] = await readdir(logs).catch(() => []);
      return file !== undefined && (await readFile(join(logs, file), "utf8")).includes("before");
    });
    child.stderr.destroy();
    await rm(logs, { recursive: true });
    await writeFile(logs, "in the way");
    child.kill("SIGHUP");
    const output = text(child.stdout);
    child.stdin.end("go\n");
    expect(await output).toBe("alive\n");
  } finally {
    child.kill("SIGKILL");
  }
});
