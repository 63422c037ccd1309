import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { servingMonitor } from "./serving-monitor.ts";

const key = "a-key-of-the-heartbeat";
const rid = (index: number) => `7b2e4f0e-4a3b-4c5d-8e9f-${String(index).padStart(12, "0")}`;
const heartbeat = (name: string, jobKey: string, more = "") =>
  `[[heartbeats]]\nname = ${JSON.stringify(name)}\nkey = "${jobKey}"\nperiod_seconds = 3600\n${more}`;

/** The element with an id as text, without tags. */
function textOf(html: string, id: string): string {
  const begin = html.indexOf(`id="${id}"`);
  if (begin < 0) return "";
  const tag = /<(\w+)[^<]*$/.exec(html.slice(0, begin))?.[1] ?? "";
  const rest = html.slice(begin);
  let depth = 1;
  for (const { 0: found, index } of rest.matchAll(new RegExp(`<(/?)${tag}\\b`, "g"))) {
    depth += found.startsWith("</") ? -1 : 1;
    if (depth === 0)
      return rest
        .slice(rest.indexOf(">") + 1, index)
        .replace(/<[^>]*>/g, " ")
        .replace(/\s+/g, " ")
        .trim();
  }
  return "";
}

test("the page of jobs says what needs attention, what runs and what each run came to", async () => {
  await using monitor = await servingMonitor(
    `${heartbeat("backup", key, "min_duration_seconds = 0\n")}${heartbeat("quiet", `${key}-2`)}
[[targets]]
name = "backup"
url = "http://127.0.0.1:1"
interval_seconds = 86400
`,
  );
  const ping = (path: string, body = "") =>
    fetch(`${monitor.url}/ping/${key}${path}`, { method: "POST", body });
  await ping(`/start?rid=${rid(1)}`);
  await ping(`/3?rid=${rid(1)}`, "copying\n<script>alert(1)</script> disk full, failed\nbye");
  await ping(`/start?rid=${rid(2)}`);
  const page = async (path: string) => (await monitor.call(path)).text();
  const moved = await monitor.call("/jobs?range=6h", { redirect: "manual" });
  expect([moved.status, moved.headers.get("location")]).toEqual([303, "/jobs?range=6h&job=backup"]);
  const html = await eventually("the status of the job", async () => {
    const found = await page("/jobs");
    return textOf(found, "jobs-head").includes("2 of 2 need attention.") ? found : undefined;
  });
  expect(textOf(html, "jobs-head")).toMatch(/1 is running\. Next: (backup|quiet) in 59 min/);
  // A run under way does not hide what the last one came to.
  expect(textOf(html, "job-heartbeat%20backup")).toMatch(
    /backup Failed Running Every hour .*with exit code 3.*Last .* failed/,
  );
  expect(textOf(html, "job-heartbeat%20quiet")).toMatch(/quiet Waiting .*none yet/);
  expect(textOf(html, "jobs-legend")).not.toContain("End unknown");
  const runs = textOf(html, "runs-part");
  expect(runs).toMatch(/^Runs of backup .*Running.*00000001.*Failed 3 /);
  expect(html).toContain(
    "<span>&lt;script&gt;alert(1)&lt;/script&gt; disk full, failed</span></summary>",
  );
  expect(html).toContain(`href="/targets/backup?cid=${rid(1)}#logs"`);
  expect(html).not.toContain("<script>alert");
  expect(html).not.toContain(key);

  const quiet = await page("/jobs?job=quiet");
  expect(textOf(quiet, "no-runs")).toContain("/ping/&lt;key&gt;/start");
  expect(quiet).not.toContain(key);
  const rows = await page(
    `/jobs?job=quiet&rows=${encodeURIComponent(JSON.stringify(["heartbeat backup"]))}`,
  );
  expect(textOf(rows, "job-heartbeat%20backup")).toContain("Failed");
  expect(rows).not.toContain('id="job-heartbeat%20quiet"');
  expect(textOf(rows, "jobs-head")).toContain("2 of 2 need attention.");
});

test("runs are read page by page, and filtered by what they came to", async () => {
  await using monitor = await servingMonitor(heartbeat("job", key), { state: true });
  for (let index = 1; index <= 45; index += 1)
    await fetch(`${monitor.url}/ping/${key}/${index % 10 === 0 ? 1 : 0}?rid=${rid(index)}`);
  const shown = async (path: string) => {
    const html = await (await monitor.call(path)).text();
    const links = new Map(
      [...html.matchAll(/<a href="([^"#]*)#runs"[^>]*>([^<]+)<\/a>/g)].map(
        ([, href = "", text = ""]) => [text, href.replaceAll("&amp;", "&")],
      ),
    );
    const ids = [...html.matchAll(/class="mono" title="[^"]*(\d{8})"/g)].map(([, id]) =>
      Number(id),
    );
    return { html, ids, links };
  };
  const down = (from: number, to: number) =>
    Array.from({ length: from - to + 1 }, (_, index) => from - index);
  const first = await shown("/jobs?job=job");
  expect(first.ids).toEqual(down(45, 26));
  expect(first.links.has("Newest runs")).toBe(false);
  const second = await shown(first.links.get("Older runs") ?? "");
  expect(second.ids).toEqual(down(25, 6));
  const third = await shown(second.links.get("Older runs") ?? "");
  expect(third.ids).toEqual(down(5, 1));
  expect(third.links.has("Older runs")).toBe(false);
  expect((await shown(third.links.get("Newest runs") ?? "")).ids).toEqual(first.ids);
  expect((await shown(third.links.get("Failed") ?? "")).ids).toEqual([40, 30, 20, 10]);
  expect((await shown("/jobs?job=job&o=unusual")).ids).toEqual([40, 30, 20, 10]);
  for (let index = 46; index <= 80; index += 1)
    await fetch(`${monitor.url}/ping/${key}/1?rid=${rid(index)}`);
  const failed = await shown("/jobs?job=job&o=failed");
  expect(failed.ids).toEqual(down(80, 61));
  const older = await shown(failed.links.get("Older runs") ?? "");
  expect(older.ids).toEqual([...down(60, 46), 40, 30, 20, 10]);
  expect((await shown("/jobs?job=job&o=nonsense")).ids).toEqual(down(80, 61));
});

test("hostile names and logs are text, and what is not there is a page that says so", async () => {
  const name = `"><script>x</script>\u202e'&${"n".repeat(150)}`;
  await using monitor = await servingMonitor(heartbeat(name, key));
  const log = `</pre><script>window.stolen=1</script>\n${"\u202ereversed "}\u0000 ${"y".repeat(9_000)}`;
  await fetch(`${monitor.url}/ping/${key}/1`, { method: "POST", body: log });
  const html = await (await monitor.call(`/jobs?job=${encodeURIComponent(name)}`)).text();
  expect(html).not.toMatch(/<script>|<\/pre><script/);
  expect(html).toContain("&lt;/pre&gt;&lt;script&gt;");
  expect(html).toContain("y".repeat(8_000));
  for (const [path, status, text] of [
    ["/jobs?job=nobody", 404, "There is no job &quot;nobody&quot;."],
    [`/jobs?job=${encodeURIComponent("<b>")}`, 404, "&lt;b&gt;"],
    [`/jobs?job=${encodeURIComponent(name)}&before=-1`, 400, "before: expected"],
  ] as const) {
    const response = await monitor.call(path);
    expect([path, response.status]).toEqual([path, status]);
    expect(response.headers.get("content-type")).toContain("text/html");
    expect(await response.text()).toContain(text);
  }
  const stranger = await fetch(`${monitor.url}/jobs?job=nobody`, { redirect: "manual" });
  expect([stranger.status, stranger.headers.get("location")]).toEqual([
    303,
    "/login?next=%2Fjobs%3Fjob%3Dnobody",
  ]);
});

test("without a job the page says how to watch one", async () => {
  await using monitor = await servingMonitor("");
  const html = await (await monitor.call("/jobs", { redirect: "manual" })).text();
  expect(textOf(html, "no-jobs")).toContain("[[heartbeats]]");
});
