import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exporterRun } from "./exporter-run.ts";

async function anonymous() {
  const run = await exporterRun();
  delete run.env.TRAKT_ACCESS_TOKEN;
  run.env.TRAKT_CLIENT_SECRET = "planted-secret";
  run.sandbox.oauth.set({ interval: 0.05 });
  return run;
}

test("login shows a code, stores the token for its owner only, and the export then works", async () => {
  await using run = await anonymous();
  await using before = run.start("export");
  expect((await before.ended()).code).toBe(2);
  expect(before.stderr()).toMatch(/nobody is logged in .*Run `ettl-exporter login`/);

  await using login = run.start("login");
  expect(await login.ended()).toEqual({ code: 0, signal: null });
  expect(login.stdout()).toMatch(
    /^Open https:\/\/trakt\.tv\/activate and enter the code [0-9A-F]{8} within 10 min\.\nLogged in\. The token is in \S+trakt-token\.json and good until \d{4}-/,
  );
  expect((await stat(join(run.state, "trakt-token.json"))).mode & 0o777).toBe(0o600);

  const textfile = join(run.state, "ettl.prom");
  run.env.ETTL_METRICS__TEXTFILE = textfile;
  await using program = run.start("export", "ratings");
  expect((await program.ended()).code).toBe(0);
  const [, expiry] =
    /^ettl_exporter_token_expiry_timestamp_seconds (\S+)$/m.exec(
      await readFile(textfile, "utf8"),
    ) ?? [];
  const token = JSON.parse(await readFile(join(run.state, "trakt-token.json"), "utf8"));
  expect(Number(expiry)).toBe(token.created_at + token.expires_in);
});

test("login says what is missing, and that it was denied", async () => {
  await using run = await anonymous();
  run.sandbox.oauth.set({ interval: 0.05, decision: "deny" });
  await using denied = run.start("login");
  expect((await denied.ended()).code).toBe(1);
  expect(denied.stderr()).toBe("ettl-exporter: the login was denied (418)\n");
  delete run.env.TRAKT_CLIENT_SECRET;
  await using missing = run.start("login");
  expect((await missing.ended()).code).toBe(2);
  expect(missing.stderr()).toMatch(/^login needs the secret of your application at Trakt/);
});

test("E2 the end of a login in the middle of a run: renewed once, and nobody notices", async () => {
  await using run = await anonymous();
  await using login = run.start("login");
  await login.ended();
  run.sandbox.oauth.revoke();
  await using program = run.start("export");
  expect((await program.ended()).code).toBe(0);
  expect(run.sandbox.oauth.state()).toMatchObject({ refreshes: 1, refused_refreshes: 0 });
  for (const text of [program.stdout(), program.stderr(), login.stdout()])
    expect(text).not.toContain("planted-secret");
});

test("E2 E11 two exports at once whose token has to be renewed: one renews it, both end well", async () => {
  await using run = await anonymous();
  await using login = run.start("login");
  await login.ended();
  const path = join(run.state, "trakt-token.json");
  const token = JSON.parse(await readFile(path, "utf8"));
  // As if the login had been so long ago that more than half of its life is over.
  await writeFile(path, JSON.stringify({ ...token, created_at: token.created_at - 50_000 }));
  run.env.ETTL_TRAKT__TOKEN_FILE = path;
  const programs = ["one", "other"].map((name) => {
    run.env.ETTL_EXPORT__STATE_DIR = `state-${name}`;
    run.env.ETTL_LETTERBOXD__EXPORT_DIR = `exports-${name}`;
    return run.start("export");
  });
  try {
    for (const program of programs)
      expect(await program.ended()).toEqual({ code: 0, signal: null });
  } finally {
    for (const program of programs) await program[Symbol.asyncDispose]();
  }
  expect(run.sandbox.oauth.state()).toMatchObject({ refreshes: 1, refused_refreshes: 0 });
  const files = ["history.csv", "ratings.csv"];
  const read = (name: string) =>
    Promise.all(
      files.map((file) => readFile(join(run.folder, "..", `exports-${name}`, file), "utf8")),
    );
  expect(await read("one")).toEqual(await read("other"));
});

test("explain shows the login's settings, and masks what is a key", async () => {
  await using run = await anonymous();
  run.env.ETTL_EXPORT__PING_URL = "https://hc-ping.com/planted-key";
  await using program = run.start("explain");
  await program.ended();
  expect(program.stdout()).toMatch(/^export\.ping_url +<secret> +ETTL_EXPORT__PING_URL$/m);
  expect(program.stdout()).toMatch(/^trakt\.client_secret +<secret> +TRAKT_CLIENT_SECRET$/m);
  expect(program.stdout()).not.toContain("planted");
});

test("Ctrl-C during a login ends it with 130", async () => {
  await using run = await anonymous();
  run.sandbox.oauth.set({ interval: 60 });
  await using login = run.start("login");
  await login.printed(/enter the code/);
  login.kill("SIGINT");
  expect((await login.ended()).code).toBe(130);
});
