import { stat } from "node:fs/promises";
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

  await using program = run.start("export", "ratings");
  expect((await program.ended()).code).toBe(0);
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

test("Ctrl-C during a login ends it with 130", async () => {
  await using run = await anonymous();
  run.sandbox.oauth.set({ interval: 60 });
  await using login = run.start("login");
  await login.printed(/enter the code/);
  login.kill("SIGINT");
  expect((await login.ended()).code).toBe(130);
});
