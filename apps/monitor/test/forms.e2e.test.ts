import { eventually, httpReceiver, type ReceivedRequest } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { formBrowser, partOf } from "./form-browser.ts";
import { realTarget } from "./real-target.ts";
import { servingMonitor, token } from "./serving-monitor.ts";

const targetToken = "a-token-of-the-target";
const key = "a-key-of-the-heartbeat";
const hostile = `"><script>x</script>'&amp;\u202Ejavascript:1\n${"long ".repeat(30)}`;

/** A webhook that is reminded often, and a job that can fail. */
const reminded = (url: string) => `
[alerts]
repeat_interval_minutes = 0.005
[alerts.channels.ops]
type = "webhook"
url = "${url}"
[[heartbeats]]
name = "backup"
key = "${key}"
period_seconds = 3600
[[heartbeats]]
name = "mirror"
key = "${key}-2"
period_seconds = 3600
`;

const fail = (url: string, of = key) =>
  fetch(`${url}/ping/${of}/1`, { method: "POST", body: "no space" });

test("a silence with a reason stops the repeat, is listed, and its form ends it", async () => {
  await using receiver = await httpReceiver();
  await using monitor = await servingMonitor(reminded(receiver.url));
  const browser = formBrowser(monitor.url);
  await browser.login(token);
  await fail(monitor.url);
  await receiver.received(3);
  const page = await browser.open("/alerts");
  expect(partOf(page.html, "h1")).toBe("1 firing");
  const quiet = await browser.submit(page, 'action="/actions/silence"', {
    reason: hostile,
    created_by: "<b>Jean",
  });
  expect(quiet.text).toMatch(/This alert is silenced until (\w+ )?\d\d:\d\d UTC\./);
  expect(partOf(quiet.html, "h1")).toBe("Nothing is firing, 1 silenced");
  const listed = partOf(quiet.html, "silenced");
  expect(listed).toContain("Heartbeat failed: backup");
  // What would turn the line around is written out.
  const shown = hostile.replace("\u202e", "\\u202e").replace(/\s+/g, " ").trim();
  expect(listed).toContain(shown);
  expect(listed).toMatch(/<b>Jean, until (\w+ )?\d\d:\d\d, monitor\. It keeps 1 alert quiet now\./);
  expect(quiet.html).not.toContain("<script>x");
  expect(quiet.html).not.toContain("<b>Jean");
  // Another one goes on being repeated, so that it shows that this one is not.
  const of = (title: string) => (request: ReceivedRequest) =>
    request.body.includes(`Heartbeat failed: ${title}`);
  const told = receiver.requests.filter(of("backup")).length;
  await fail(monitor.url, `${key}-2`);
  await receiver.received(5, of("mirror"));
  expect(receiver.requests.filter(of("backup")).length).toBeLessThanOrEqual(told + 1);
  const atMost = receiver.requests.filter(of("backup")).length;
  const ended = await browser.submit(quiet, 'action="/actions/end-silence"');
  expect(ended.text).toContain("The silence is ended.");
  expect(partOf(ended.html, "silenced")).toBe("Silenced Nothing is silenced.");
  await receiver.received(atMost + 1, of("backup"));
  expect((await browser.submit(quiet, 'action="/actions/end-silence"')).text).toContain(
    "That silence was over already.",
  );
});

test("silences of a target are passed on to it and ended there, of one alert, a source or all", async () => {
  await using target = await realTarget(`[monitoring]\nauth_token = "${targetToken}"\n`);
  await using monitor = await servingMonitor(`
[[targets]]
name = "shop & co/€"
url = "${target.url}"
token = "${targetToken}"
interval_seconds = 0.2
[[targets]]
name = "read-only"
url = "${target.url}"
interval_seconds = 0.2
`);
  const { alerts } = target.telemetry;
  await alerts.send({ level: "error", title: "Export failed", message: "m", source: "exporter" });
  const browser = formBrowser(monitor.url);
  await browser.login(token);
  // Of the target that may not be operated the alert has no form.
  const asked = await eventually("the target's alert and its form", async () => {
    const page = await browser.open("/alerts");
    return page.html.includes('name="fingerprint"') ? page : undefined;
  });
  const page = await browser.submit(asked, /name="fingerprint"/, { reason: "ticket 812" });
  expect(alerts.silences()).toMatchObject([
    { reason: "ticket 812", created_by: "page", fingerprint: expect.any(String) },
  ]);
  expect(partOf(page.html, "silenced")).toContain("ticket 812");
  const ended = await browser.submit(page, 'action="/actions/end-silence"');
  expect(ended.text).toContain("The silence is ended.");
  expect(alerts.silences()).toEqual([]);

  const post = async (fields: [string, string][]) => {
    const response = await browser.post(
      "/actions/silence",
      new URLSearchParams([["process", "shop & co/€"], ["reason", "r"], ["back", "/"], ...fields]),
    );
    return new URL(response.headers.get("location") ?? "", monitor.url).searchParams;
  };
  const hour: [string, string] = ["duration_minutes", "60"];
  expect((await post([hour])).get("notice")).toMatch(/^All alerts of shop & co\/€ are silenced/);
  const until = new Date(Date.now() + 60_000).toISOString();
  const some = await post([
    ["source", "exporter"],
    ["label", "a=b=c"],
    ["until", until],
  ]);
  expect(some.get("notice")).toMatch(/^These alerts of shop & co\/€ are silenced/);
  expect(alerts.silences()).toMatchObject([
    { sources: ["exporter"], labels: { a: "b=c" }, ends_at: until },
    { sources: ["*"] },
  ]);
  expect((await post([["duration_minutes", "0"]])).get("problem")).toContain("duration_minutes");
  const refused = await browser.post("/actions/silence", {
    process: "read-only",
    reason: "r",
    duration_minutes: "60",
  });
  expect(decodeURIComponent(refused.headers.get("location") ?? "")).toContain("read-only+here");
});

test("a check that a form asks for says what it found", async () => {
  await using receiver = await httpReceiver();
  await using monitor = await servingMonitor(
    `[[probes]]\nname = "page"\ntype = "http"\nurl = "${receiver.url}"\ninterval_seconds = 3600\n`,
  );
  const browser = formBrowser(monitor.url);
  await browser.login(token);
  await receiver.received(1);
  const check = async (fields: Record<string, string>) => {
    const response = await browser.post("/actions/check", {
      ...fields,
      back: "/probes?probe=page#probe",
    });
    const location = new URL(response.headers.get("location") ?? "", monitor.url);
    expect(location.hash).toBe("#probe");
    expect(location.searchParams.get("probe")).toBe("page");
    return location.searchParams.get("notice") ?? location.searchParams.get("problem");
  };
  expect(await check({ kind: "probe", name: "page" })).toMatch(
    /^page: Healthy, 200 from http:\/\/127\.0\.0\.1:\d+ \(.+\)\.$/,
  );
  await receiver.received(2);
  expect(await check({ kind: "probe", name: "none" })).toBe("there is no probe none");
  expect(await check({ kind: "heartbeat", name: "page" })).toBe("kind: expected target or probe");
  expect(await check({ kind: "probe" })).toBe("name: expected a text");
});

test("the theme is chosen in turn or by name, and kept for a year", async () => {
  await using monitor = await servingMonitor("");
  const browser = formBrowser(monitor.url);
  const page = await browser.login(token, "/alerts");
  const light = await browser.submit(page, 'action="/actions/theme"');
  expect(light.html).toContain('data-theme="light"');
  expect(light.html).toContain('data-page="alerts"');
  const dark = await browser.submit(light, 'action="/actions/theme"');
  expect(dark.html).toContain('data-theme="dark"');
  const auto = await browser.post("/actions/theme", { theme: "auto", back: "/alerts" });
  expect(auto.headers.get("set-cookie")).toBe(
    "ettl_theme=auto; Max-Age=31536000; Path=/; SameSite=Lax",
  );
});

test("S8 forms lead back to this monitor only", async () => {
  await using monitor = await servingMonitor("");
  const browser = formBrowser(monitor.url);
  await browser.login(token);
  for (const back of [
    "//evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n\\evil.example",
    "/.//evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "@evil.example",
    "",
  ])
    for (const [path, fields] of [
      ["/actions/theme", { theme: "dark" }],
      ["/actions/check", { kind: "probe", name: "none" }],
      ["/actions/silence", { process: "monitor", reason: "r", duration_minutes: "1" }],
    ] as const) {
      const response = await browser.post(path, { ...fields, back });
      const location = response.headers.get("location") ?? "";
      expect([back, response.status]).toEqual([back, 303]);
      expect([back, location]).toEqual([back, expect.stringMatching(/^\/(\?|$)/)]);
    }
});

test("S8 forms of another site's page, without a login or of another kind do nothing", async () => {
  await using monitor = await servingMonitor("");
  const browser = formBrowser(monitor.url);
  const fields = { process: "monitor", reason: "r", duration_minutes: "60", back: "/alerts" };
  const stranger = await browser.post("/actions/silence", fields);
  expect(stranger.status).toBe(303);
  expect(stranger.headers.get("location")).toBe("/login?next=%2Falerts");
  await browser.login(token);
  for (const origin of [
    "https://evil.example",
    "null",
    monitor.url.replace("127.0.0.1", "localhost"),
  ])
    expect((await browser.post("/actions/silence", fields, { Origin: origin })).status).toBe(403);
  const silent = await fetch(`${monitor.url}/actions/silence`, {
    method: "POST",
    redirect: "manual",
    headers: { Cookie: `ettl_session=${browser.cookies.get("ettl_session")}` },
    body: new URLSearchParams(fields),
  });
  expect(silent.headers.get("location")).toBe("/login?next=%2Falerts");
  const asJson = await browser.post("/actions/silence", fields, {
    "Content-Type": "application/json",
  });
  expect(asJson.headers.get("location")).toContain("expected+a+form");
  const long = await browser.post("/actions/silence", { ...fields, reason: "x".repeat(70_000) });
  expect(long.headers.get("location")).toContain("64+KiB");
  expect((await browser.open("/actions/silence")).status).toBe(405);
  expect((await browser.post("/actions/nothing", {})).status).toBe(404);
  const { silences } = await monitor.json<{ silences: object[] }>("/alerts/silences");
  expect(silences).toEqual([]);
});

test("a test of a channel that fails says why", async () => {
  await using receiver = await httpReceiver(() => 401);
  await using monitor = await servingMonitor(reminded(receiver.url));
  const browser = formBrowser(monitor.url);
  await browser.login(token);
  const page = await browser.open("/alerts");
  const tested = await browser.submit(page, 'action="/actions/test-channel"');
  expect(tested.status).toBe(200);
  expect(tested.html).toContain('class="notice err"');
  const unknown = await browser.post("/actions/test-channel", { process: "monitor", channel: "x" });
  expect(unknown.headers.get("location")).toContain("no+channel+is+named");
});

test("a channel of a target is tested by the target, and what it answers is said", async () => {
  await using receiver = await httpReceiver();
  await using refusing = await httpReceiver(() => 401);
  const program = (url: string) =>
    realTarget(`[monitoring]\nauth_token = "${targetToken}"\n[alerts]\nwebhook_url = "${url}"\n`);
  await using shop = await program(receiver.url);
  await using bank = await program(refusing.url);
  await using monitor = await servingMonitor(
    [
      ["shop", shop.url, targetToken],
      ["bank", bank.url, targetToken],
      ["shut", shop.url, "another-token-of-no-use"],
    ]
      .map(
        ([name, url, own]) => `[[targets]]\nname = "${name}"\nurl = "${url}"\ntoken = "${own}"\n`,
      )
      .join(""),
  );
  const browser = formBrowser(monitor.url);
  await browser.login(token);
  const tested = async (process: string, channel: string) => {
    const response = await browser.post("/actions/test-channel", { process, channel });
    const { searchParams } = new URL(response.headers.get("location") ?? "", monitor.url);
    return searchParams.get("notice") ?? `problem: ${searchParams.get("problem")}`;
  };
  expect(await tested("shop", "webhook")).toBe("The test by webhook was delivered.");
  expect(receiver.requests.map(({ body }) => JSON.parse(`${body}`).status)).toEqual([
    "firing",
    "resolved",
  ]);
  expect(await tested("bank", "webhook")).toMatch(/^problem: The test by webhook failed: .*401/);
  expect(await tested("shut", "webhook")).toBe("problem: shut refused (401): check its token");
  expect(await tested("shop", "none")).toBe(
    "problem: shop has no channel none, or can't test it from here.",
  );
});
