import { expect, test } from "vitest";
import { brokenFiles, secret } from "./broken-files.ts";
import { monitorRun } from "./monitor-run.ts";

/** The end of each broken file: a secret that is right, and so no reason to be shown. */
const rightSecret = `\n[alerts.slack]\nwebhook_url = "https://hooks.example.com/${secret}"\n`;

test("check of a right file says what was read and what was not, and ends with 0", async () => {
  await using monitor = await monitorRun(
    '[monitoring]\nmetrics_port = 9100\nhost = "127.0.0.1"\n[export]\nformat = "csv"\n["odd\\u001b[31m"]\n',
  );
  const { code, stdout, stderr } = await monitor.run(["check"], { LOG_LEVEL: "warn" });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(
    /^ettl\.toml: ettl-monitor can start with it\n {2}\d+ settings: 2 from the file, 1 from variables, \d+ by default\n {2}not read: \[export\], \["?odd\\u001b\[31m"?\]\n$/,
  );
});

test("check without a file says that there is none", async () => {
  await using monitor = await monitorRun();
  const { code, stdout } = await monitor.run(["check"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^no file: ettl-monitor can start without one\n/);
});

test("check reads the file of --config, else of ETTL_CONFIG", async () => {
  await using monitor = await monitorRun("[monitoring]\nhots = 1\n");
  for (const [args, env] of [
    [["check", "--config", "ettl.toml"], {}],
    [["check"], { ETTL_CONFIG: "ettl.toml" }],
  ] as const)
    expect(await monitor.run(args, env)).toMatchObject({ code: 2, stdout: "" });
  const missing = await monitor.run(["check", "--config", "other.toml"]);
  expect(missing.code).toBe(2);
  expect(missing.stderr).toMatch(/^other\.toml {2}no such file/);
});

for (const { what, toml, problems } of brokenFiles)
  test(`${what}: check shows each problem with its line and a caret, and ends with 2`, async () => {
    await using monitor = await monitorRun(toml + rightSecret);
    const { code, stdout, stderr } = await monitor.run(["check"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const lines = stderr.trimEnd().split("\n");
    expect(lines.filter((line) => line.startsWith("ettl.toml:"))).toEqual(
      problems.map((problem) => expect.stringMatching(problem)),
    );
    expect(lines.filter((line) => /^[\s|]*\^~*$/.test(line))).toHaveLength(problems.length);
    expect(stderr).not.toContain(secret);

    // The program says the same when it starts.
    const serve = await monitor.run(["serve"]);
    expect(serve).toMatchObject({ code: 2, stdout: "", stderr });
    // What can be explained nevertheless is, without secrets.
    const explain = await monitor.run(["explain"]);
    expect(explain).toMatchObject({ code: 2, stderr });
    expect(explain.stdout).not.toContain(secret);
  });

test("C7 a bad variable is named without its value", async () => {
  await using monitor = await monitorRun("[monitoring]\nmetrics_port = 9100\n");
  const { code, stderr } = await monitor.run(["check"], {
    MONITORING_PORT: "90a",
    ETTL_MONITORING__AUTH_TOKEN: secret.slice(0, 9),
  });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^MONITORING_PORT {2}monitoring\.metrics_port: /m);
  expect(stderr).toMatch(/^ETTL_MONITORING__AUTH_TOKEN {2}monitoring\.auth_token: /m);
  expect(stderr).not.toContain(secret.slice(0, 9));
});

test("a bad variable of OpenTelemetry's is a warning of one line, for check and for serve", async () => {
  await using monitor = await monitorRun(`[monitoring]\nauth_token = "${secret}"\n`);
  const warning =
    /^ettl-monitor: warning: OTEL_TRACES_SAMPLER_ARG {2}tracing\.sampling_rate: [^\n]+\n$/;
  const env = { OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "7" };
  const checked = await monitor.run(["check"], env);
  expect(checked.code).toBe(0);
  expect(checked.stderr).toMatch(warning);
  // A host that can't be listened on ends the program after its configuration was loaded.
  const served = await monitor.run(["serve"], { ...env, ETTL_MONITORING__HOST: "192.0.2.1" });
  expect(served.code).toBe(1);
  expect(served.stderr.split("\n")[0]).toBe(checked.stderr.trimEnd());
});

test("a target with the name of another check is found by check, as it is at the start", async () => {
  await using monitor = await monitorRun(
    '[[health.http]]\nname = "shop"\nurl = "http://127.0.0.1:1"\n[[targets]]\nname = "shop"\nurl = "http://127.0.0.1:2"\n',
  );
  const { code, stderr } = await monitor.run(["check"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^ettl\.toml:5:\d+ {2}targets\.0\.name: another check is named "shop"/);
});
