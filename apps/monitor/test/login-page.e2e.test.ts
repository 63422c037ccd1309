import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort, startProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { formBrowser, partOf } from "./form-browser.ts";
import { main } from "./monitor-run.ts";
import { servingMonitor, token } from "./serving-monitor.ts";

const readToken = "a-token-that-reads";
const elsewhere = [
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/.//evil.example",
  "https://evil.example",
  "javascript:alert(1)",
  "evil",
  "",
];

test("a browser without scripts logs in, comes back to where it was, and logs out", async () => {
  await using monitor = await servingMonitor("");
  const browser = formBrowser(monitor.url);
  const turnedAway = await browser.open("/alerts?sev=error");
  expect(turnedAway.status).toBe(303);
  const login = await browser.open(turnedAway.headers.get("location") ?? "");
  expect(login.status).toBe(200);
  const page = await browser.submit(login, 'action="/login"', { token });
  expect(page.status).toBe(200);
  expect(page.html).toContain('data-page="alerts"');
  expect(page.html).toContain('<option value="error" selected');
  expect((await browser.open("/login?next=/alerts")).text).toContain(
    "You are logged in, and may read and operate. Go on",
  );
  const out = await browser.submit(page, 'action="/logout"');
  expect(out.status).toBe(303);
  expect(out.headers.get("location")).toBe("/login?next=%2F");
  expect(browser.cookies.has("ettl_session")).toBe(false);
});

test("a login with a wrong token shows the form again and why, and makes guessers wait", async () => {
  await using monitor = await servingMonitor("");
  const browser = formBrowser(monitor.url);
  const login = await browser.open("/login?next=/alerts");
  const wrong = await browser.submit(login, 'action="/login"', { token: '"><script>1' });
  expect(wrong.status).toBe(401);
  expect(partOf(wrong.html, "problem")).toBe("That is no token of this monitor.");
  expect(wrong.html).toContain('name="next" value="/alerts"');
  expect(wrong.html).not.toContain("script>1");
  for (let index = 0; index < 9; index++) await browser.post("/login", { token: `${index}` });
  const held = await browser.post("/login", { token: "again" });
  expect(held.status).toBe(429);
  expect(held.headers.get("retry-after")).toBe("1");
  expect(await held.text()).toContain("Try again in a moment.");
});

test("programs log in as ever: 204 with a cookie, 401 in JSON", async () => {
  await using monitor = await servingMonitor("");
  const login = (given: string) =>
    fetch(`${monitor.url}/login`, { method: "POST", body: new URLSearchParams({ token: given }) });
  expect((await login(token)).status).toBe(204);
  const refused = await login("wrong");
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ error: "unauthorized" });
  expect((await fetch(`${monitor.url}/login`)).status).toBe(405);
  expect((await fetch(`${monitor.url}/logout`, { method: "POST" })).status).toBe(204);
});

test("S8 a login leads to this monitor only, and another site's page cannot log in or out", async () => {
  await using monitor = await servingMonitor("");
  const browser = formBrowser(monitor.url);
  for (const next of elsewhere) {
    const { html } = await formBrowser(monitor.url).open(`/login?next=${encodeURIComponent(next)}`);
    expect([next, html.includes('name="next" value="/"')]).toEqual([next, true]);
    const response = await browser.post("/login", { token, next });
    expect([next, response.status, response.headers.get("location")]).toEqual([next, 303, "/"]);
  }
  const foreign = { Origin: "https://evil.example" };
  expect((await browser.post("/login", { token }, foreign)).status).toBe(403);
  expect((await browser.post("/logout", {}, foreign)).status).toBe(403);
  expect(browser.cookies.has("ettl_session")).toBe(true);
});

test("who may read only is told so on the page and by the answer of a form", async () => {
  await using monitor = await servingMonitor(`read_token = "${readToken}"\n`);
  const browser = formBrowser(monitor.url);
  const page = await browser.login(readToken, "/alerts");
  expect(page.text).toContain("You may read only. Log in with a token that may operate");
  expect((await browser.open("/login")).text).toContain("You are logged in, and may read.");
  const silence = { process: "monitor", reason: "r", duration_minutes: "60", back: "/alerts" };
  const answer = await browser.post("/actions/silence", silence);
  expect(answer.status).toBe(303);
  const { text } = await browser.open(answer.headers.get("location") ?? "");
  expect(text).toContain("this needs a token that may operate");
  expect((await monitor.json<{ silences: object[] }>("/alerts/silences")).silences).toEqual([]);
});

test("a monitor without tokens says that nobody may operate, and what to set", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  const port = await freePort();
  await writeFile(file, `[monitoring]\nmetrics_port = ${port}\n`, { mode: 0o600 });
  await using program = startProgram([main, "--config", file], { cwd: folder.path });
  await program.printed(/"monitor.started"/);
  const browser = formBrowser(`http://127.0.0.1:${port}`);
  const set = "Set monitoring.auth_token to silence and to test from here.";
  expect((await browser.open("/login")).text).toContain(set);
  const answer = await browser.post("/actions/check", {
    kind: "probe",
    name: "x",
    back: "/alerts",
  });
  expect(answer.status).toBe(303);
  const shown = await browser.open(answer.headers.get("location") ?? "");
  expect(shown.html).toContain('data-page="alerts"');
  expect(shown.html).toMatch(/class="notice err"[^>]*>(<svg.*?<\/svg>)?Set monitoring\.auth_token/);
});
