import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { httpReceiver, startProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { rejection, testClient } from "../../test/clients.ts";
import { type Sandbox, startSandbox } from "../sandbox/sandbox.ts";
import { createOAuth } from "./oauth.ts";
import { storedAuth } from "./stored-auth.ts";
import { readToken, type StoredToken, writeToken } from "./token-file.ts";

const keys = { clientId: "id", clientSecret: "secret-1", userAgent: "test" };

async function loggedIn(settings: object = {}) {
  const folder = await temporaryFolder();
  const sandbox = await startSandbox();
  sandbox.oauth.set({ interval: 0.01, ...settings });
  const oauth = createOAuth({ baseUrl: sandbox.url, ...keys });
  const path = join(folder.path, "token.json");
  const token = await oauth.login(() => {});
  await writeToken(path, token);
  const problems: string[] = [];
  const auth = (given: object = { oauth }) =>
    storedAuth({ path, oauth, onProblem: (message) => problems.push(message), ...given });
  return {
    ...{ folder, sandbox, oauth, path, token, problems, auth },
    /** As if the login had been so much earlier, in seconds. */
    age: (seconds: number) =>
      writeToken(path, { ...token, created_at: token.created_at - seconds }),
    refreshes: () => (sandbox.oauth.state() as { refreshes: number }).refreshes,
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const read = async (sandbox: Sandbox, auth: ReturnType<typeof storedAuth>) => {
  const client = testClient(sandbox.url, { accessToken: undefined, auth });
  let rows = 0;
  for await (const page of client.pages("ratings")) rows += page.rows.length;
  return rows;
};

test("a login stores a token that only its owner can read, and that reads the account", async () => {
  await using login = await loggedIn();
  expect((await stat(login.path)).mode & 0o777).toBe(0o600);
  expect(await read(login.sandbox, login.auth())).toBe(433);
  expect(login.refreshes()).toBe(0);
});

test("a token is renewed at half its life, once, and the new one is stored before it is used", async () => {
  await using login = await loggedIn();
  await login.age(86_400 / 2 + 1);
  expect(await read(login.sandbox, login.auth())).toBe(433);
  expect(login.refreshes()).toBe(1);
  const stored = await readToken(login.path);
  expect(stored?.refresh_token).not.toBe(login.token.refresh_token);
  expect((await stat(login.path)).mode & 0o777).toBe(0o600);
  // Who comes later takes the new one.
  await read(login.sandbox, login.auth());
  expect(login.refreshes()).toBe(1);
});

test("E2 a token that Trakt refuses is renewed once; refused again, one is told to log in", async () => {
  await using login = await loggedIn();
  login.sandbox.oauth.revoke();
  expect(await read(login.sandbox, login.auth())).toBe(433);
  expect(login.refreshes()).toBe(1);

  await writeToken(login.path, { ...login.token, refresh_token: "used-before" });
  login.sandbox.oauth.revoke();
  const error = await rejection(read(login.sandbox, login.auth()));
  expect(error).toMatchObject({ name: "TraktError", code: "unauthorized", retryable: false });
  expect(String(error)).toMatch(/log in again, with `ettl-exporter login`/);
  expect(login.problems.join()).toMatch(/could not be renewed: Trakt no longer takes the refresh/);
});

test("a renewal that is not needed yet may fail; when the token has ended it may not", async () => {
  await using login = await loggedIn();
  await login.age(86_400 / 2 + 1);
  login.sandbox.faults.set([{ kind: "status", status: 503, path: "/oauth" }]);
  expect(await read(login.sandbox, login.auth())).toBe(433);
  expect(login.problems).toEqual([
    expect.stringMatching(/could not be renewed, and is good until/),
  ]);
  expect(await readToken(login.path)).toMatchObject({ refresh_token: login.token.refresh_token });

  await login.age(86_401);
  expect(await rejection(login.auth().token())).toMatchObject({
    code: "server_error",
    retryable: true,
  });
  expect(await rejection(login.auth({ oauth: undefined }).token())).toMatchObject({
    code: "unauthorized",
    message: expect.stringContaining("with trakt.client_secret it is renewed by itself"),
  });
  await rm(login.path);
  expect(await rejection(login.auth().token())).toMatchObject({
    message: expect.stringContaining("nobody is logged in"),
  });
});

test("a refresh token is not used up when the new one could not be stored anyway", async () => {
  await using login = await loggedIn();
  // A name so long that no temporary file can stand beside it.
  const path = join(login.folder.path, "t".repeat(250));
  const aged = { ...login.token, created_at: login.token.created_at - 86_400 / 2 - 1 };
  await writeFile(path, JSON.stringify(aged));
  const problems: string[] = [];
  const { oauth } = login;
  const auth = storedAuth({ path, oauth, onProblem: (message) => problems.push(message) });
  expect(await auth.token()).toBe(aged.access_token);
  expect(problems).toEqual([expect.stringMatching(/could not be renewed, .*ENAMETOOLONG/)]);
  expect(login.refreshes()).toBe(0);
});

test("E2 processes that renew at the same moment: one asks Trakt, all go on", async () => {
  await using login = await loggedIn();
  await login.age(86_400 / 2 + 1);
  const script = join(login.folder.path, "read.mjs");
  const at = (file: string) =>
    JSON.stringify(new URL(`../../dist/trakt/${file}`, import.meta.url).href);
  await writeFile(
    script,
    `import { createOAuth } from ${at("oauth.js")};
    import { storedAuth } from ${at("stored-auth.js")};
    const oauth = createOAuth(${JSON.stringify({ baseUrl: login.sandbox.url, ...keys })});
    const auth = storedAuth({ path: ${JSON.stringify(login.path)}, oauth, onProblem: console.log });
    console.log("token", await auth.token());`,
  );
  const programs = Array.from({ length: 5 }, () => startProgram([script]));
  try {
    for (const program of programs)
      expect(await program.ended()).toEqual({ code: 0, signal: null });
    const stored = await readToken(login.path);
    expect(new Set(programs.map((program) => program.stdout()))).toEqual(
      new Set([`token ${stored?.access_token}\n`]),
    );
    expect(login.sandbox.oauth.state()).toMatchObject({ refreshes: 1, refused_refreshes: 0 });
  } finally {
    for (const program of programs) await program[Symbol.asyncDispose]();
  }
});

test("a login that is denied, not done in time or answered oddly says so", async () => {
  await using sandbox = await startSandbox();
  const oauth = createOAuth({ baseUrl: sandbox.url, ...keys });
  const login = () => rejection(oauth.login(() => {}));
  sandbox.oauth.set({ interval: 0.01, decision: "deny" });
  expect(await login()).toMatchObject({
    code: "unauthorized",
    message: "the login was denied (418)",
  });
  sandbox.oauth.set({ interval: 0.01, decision: "ignore", code_expires_in: 0.05 });
  expect(String(await login())).toMatch(/nobody entered the code in time/);
  await using odd = await httpReceiver(() => ({ status: 200, body: '{"device_code":"planted"}' }));
  const error = await rejection(createOAuth({ baseUrl: odd.url, ...keys }).login(() => {}));
  expect(error).toMatchObject({ code: "malformed" });
  expect(String(error)).not.toContain("planted");
});

test("what is in the token's file and makes no sense is set aside", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "token.json");
  for (const odd of ["", "{}", '{"access_token":1}', "[]"]) {
    await writeFile(path, odd);
    expect(await readToken(path)).toBeUndefined();
    expect(await readFile(`${path}.corrupt`, "utf8")).toBe(odd);
  }
  const token: StoredToken = {
    access_token: "a",
    refresh_token: "b",
    expires_in: 1,
    created_at: 1,
  };
  await writeToken(path, token);
  expect(await readToken(path)).toEqual(token);
});
