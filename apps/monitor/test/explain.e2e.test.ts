import { expect, test } from "vitest";
import { secret } from "./broken-files.ts";
import { monitorRun } from "./monitor-run.ts";

const toml = `[monitoring]
metrics_port = 9100
auth_token = "${secret}"

[alerts.channels.ops]
type = "webhook"
url = "https://hooks.example.com/${secret}"
headers = { Authorization = "Bearer ${secret}" }
`;

test("explain shows every setting, its value and its origin in columns", async () => {
  await using monitor = await monitorRun(toml);
  const { code, stdout, stderr } = await monitor.run(["explain"], {
    LOG_LEVEL: "warn",
    ETTL_LOGGING__FORMAT: "text",
    OTEL_RESOURCE_ATTRIBUTES: "service.version=7",
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const rows = stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split(/ {2,}/));
  for (const row of [
    ["monitoring.metrics_port", "9100", "ettl.toml:2:1"],
    ["monitoring.metrics_path", '"/metrics"', "default"],
    ["monitoring.auth_token", "<secret>", "ettl.toml:3:1"],
    ["tracing.service_name", '"ettl-monitor"', "default of ettl-monitor"],
    ["tracing.service_version", '"7"', "OTEL_RESOURCE_ATTRIBUTES (service.version)"],
    ["logging.level", '"warn"', "LOG_LEVEL"],
    ["logging.format", '"text"', "ETTL_LOGGING__FORMAT"],
    ["alerts.channels.ops.type", '"webhook"', "ettl.toml:6:1"],
    ["alerts.channels.ops.url", "<secret>", "ettl.toml:7:1"],
    ["alerts.channels.ops.headers.Authorization", "<secret>", "ettl.toml:8:13"],
    ["targets", "[]", "default"],
  ])
    expect(rows).toContainEqual(row);
  expect(stdout).not.toContain(secret);
  const origins = stdout
    .split("\n")
    // A long value pushes only its own origin to the right.
    .filter((line) => line.endsWith("default") && !line.startsWith("logging.redact_values"))
    .map((line) => line.length);
  expect(new Set(origins).size).toBe(1);
});

test("A20 a password in a URL is masked under a key that is no secret", async () => {
  await using monitor = await monitorRun(
    `[tracing]\notlp_endpoint = "http://user:${secret}@127.0.0.1:4318"\njaeger_endpoint = "ftp://user:${secret}@x"\n`,
  );
  for (const args of [["explain"], ["explain", "--json"], ["serve"]]) {
    const { code, stdout, stderr } = await monitor.run(args);
    expect(code).toBe(2);
    expect(stdout + stderr).toContain("<secret>@");
    expect(stdout + stderr).not.toContain(secret);
  }
});

test("explain --json says the same to machines", async () => {
  await using monitor = await monitorRun(`${toml}\n[export]\nformat = "csv"\n`);
  const { code, stdout } = await monitor.run(["explain", "--json"]);
  expect(code).toBe(0);
  const shown = JSON.parse(stdout);
  expect(shown).toMatchObject({
    file: "ettl.toml",
    unread_sections: ["export"],
    warnings: [],
    issues: [],
  });
  expect(shown.settings).toContainEqual({
    key: "monitoring.metrics_port",
    value: "9100",
    secret: false,
    origin: { kind: "file", file: "ettl.toml", line: 2, column: 1 },
  });
  expect(shown.settings).toContainEqual({
    key: "monitoring.auth_token",
    value: "<secret>",
    secret: true,
    origin: { kind: "file", file: "ettl.toml", line: 3, column: 1 },
  });
  expect(stdout).not.toContain(secret);
});

test("explain goes as far as it can where something is wrong, and ends with 2", async () => {
  await using monitor = await monitorRun(`${toml}\n[logging]\nlevle = "warn"\n`);
  for (const args of [["explain"], ["explain", "--json"]]) {
    const { code, stdout, stderr } = await monitor.run(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^ettl\.toml:11:1 {2}logging\.levle: unknown key/);
    expect(stdout).toContain("monitoring.metrics_port");
    expect(stdout + stderr).not.toContain(secret);
  }
  const { stdout } = await monitor.run(["explain", "--json"]);
  expect(JSON.parse(stdout).issues).toMatchObject([{ key: "logging.levle", line: 11 }]);
});

test("what a file names its channels can't act on the terminal", async () => {
  await using monitor = await monitorRun(
    '[alerts.channels."\\u001b[31mred"]\ntype = "webhook"\nurl = "http://127.0.0.1:1"\n',
  );
  const { code, stdout, stderr } = await monitor.run(["explain"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/alerts\.channels\..*\\u001b\[31mred.*\.type/);
  expect(stdout + stderr).not.toContain("\u001b");
});

test("very many sections and very long values are told in few lines", async () => {
  const sections = Array.from({ length: 5_000 }, (_, index) => `[other-${index}]`).join("\n");
  await using monitor = await monitorRun(`[logging]\nfile = "${"x".repeat(9_000)}"\n${sections}\n`);
  const check = await monitor.run(["check"]);
  expect(check.code).toBe(0);
  expect(check.stdout).toContain("[other-19], and 4980 more\n");
  const explain = await monitor.run(["explain"]);
  expect(explain.stdout.length).toBeLessThan(8_000);
  const json = await monitor.run(["explain", "--json"]);
  expect(json.stdout).toContain("x".repeat(9_000));
});
