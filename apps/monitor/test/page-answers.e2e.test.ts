import { expect, test } from "vitest";
import { formBrowser } from "./form-browser.ts";
import { monitorRun } from "./monitor-run.ts";
import { servingMonitor, token } from "./serving-monitor.ts";

test("S8 a link can't make the monitor say what it did not, and what it says is gone after a restart", async () => {
  await using monitor = await servingMonitor("");
  const browser = formBrowser(monitor.url);
  await browser.login(token);
  for (const name of ["notice", "problem"]) {
    const { text } = await browser.open(`/alerts?${name}=Call+0900+now&signed=zzzzzzzz.AAAA`);
    expect(text).not.toContain("0900");
  }
  const answer = await browser.post("/actions/check", {
    kind: "probe",
    name: "none",
    back: "/alerts",
  });
  const location = answer.headers.get("location") ?? "";
  const shown = await browser.open(location);
  expect(shown.text).toContain("there is no probe none");
  // Neither forms nor links of the page lead on with it.
  expect(shown.html).not.toMatch(/(href|value)="[^"]*signed=/);
  expect((await browser.open(location.replace("none", "0900"))).text).not.toContain("0900");
  await monitor.restart("SIGTERM");
  expect((await browser.open(location)).text).not.toContain("there is no probe none");
});

test("pages are asked for by GET and HEAD only, and told apart by who asks for what", async () => {
  await using monitor = await servingMonitor("");
  for (const path of ["/", "/jobs", "/probes", "/alerts", "/targets/x", "/status"]) {
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const { status, headers } = await monitor.call(path, { method });
      expect([path, method, status, headers.get("allow")]).toEqual([
        path,
        method,
        405,
        "GET, HEAD",
      ]);
    }
    const head = await monitor.call(path, { method: "HEAD", headers: { Accept: "text/html" } });
    expect([path, head.headers.get("content-type")]).toEqual([path, "text/html; charset=utf-8"]);
    expect(await head.text()).toBe("");
  }
  const page = await monitor.call("/alerts", { headers: { Accept: "text/html" } });
  expect(page.headers.get("vary")).toBe("Accept-Encoding, Cookie, Accept, Authorization");
  for (const accept of ["*/*", "application/json", "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"]) {
    const { headers } = await monitor.call("/alerts", { headers: { Accept: accept } });
    expect([accept, headers.get("content-type")]).toEqual([accept, "application/json"]);
  }
});

test.for([
  ["monitor", "so the monitor itself is called"],
  [".", "expected more than dots"],
  ["..", "expected more than dots"],
] as const)("a target can't be called %s", async ([name, problem]) => {
  await using monitor = await monitorRun(
    `[[targets]]\nname = "${name}"\nurl = "http://127.0.0.1:1"\n`,
  );
  const { code, stderr } = await monitor.run(["check"]);
  expect(code).toBe(2);
  expect(stderr).toContain(problem);
});
