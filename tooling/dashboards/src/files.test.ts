import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram, temporaryFolder } from "@ettl-tooling/test";
import type { Dashboard, Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { files } from "./files.ts";
import { defaultSetting } from "./frame.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const written = files(defaultSetting);
const folders = [
  "grafana/dashboards",
  "grafana/provisioning/alerting",
  "prometheus/rules",
  "prometheus/rules/tests",
];
const dashboards = [...written]
  .filter(([path]) => path.endsWith(".json"))
  .map(([path, text]) => ({ path, dashboard: JSON.parse(text) as Dashboard }));
const panelsOf = ({ panels = [] }: Dashboard) => panels as Panel[];
const text = (path: string) => written.get(path) ?? "";
const alerts = (
  parse(text("prometheus/rules/ettl-alerts.yml")) as {
    groups: {
      rules: {
        alert: string;
        for?: string;
        keep_firing_for?: string;
        annotations: Record<string, string>;
      }[];
    }[];
  }
).groups.flatMap(({ rules }) => rules);

test("the files under docker/ are what the expressions make, and there are no others", () => {
  const docker = join(repository, "docker");
  for (const [path, content] of written)
    expect(readFileSync(join(docker, path), "utf8"), `${path}: run \`pnpm dashboards\``).toBe(
      content,
    );
  const there = folders.flatMap((folder) =>
    readdirSync(join(docker, folder), { withFileTypes: true })
      .filter((each) => each.isFile() && /\.(json|ya?ml)$/.test(each.name))
      .map(({ name }) => `${folder}/${name}`),
  );
  expect(there.sort()).toEqual([...written.keys()].sort());
});

test("every dashboard has a uid of its own, and links to the others and to the monitor", () => {
  const uids = dashboards.map(({ dashboard }) => dashboard.uid);
  expect(new Set(uids).size).toBe(dashboards.length);
  for (const { dashboard } of dashboards) {
    expect(dashboard.links?.map(({ type }) => type)).toEqual(["dashboards", "link"]);
    expect(dashboard.templating?.list?.map(({ name }) => name)).toEqual([
      "datasource",
      "job",
      "instance",
      "monitor",
    ]);
  }
});

test("every panel says what it shows, in which unit, and asks the chosen Prometheus", () => {
  for (const { path, dashboard } of dashboards)
    for (const panel of panelsOf(dashboard)) {
      if (panel.type === "row") continue;
      const name = `${path}: ${panel.title}`;
      expect(panel.description, name).toMatch(/\.$/);
      expect(panel.fieldConfig?.defaults?.unit, name).toBeTruthy();
      expect(panel.datasource?.uid, name).toBe("$datasource");
      expect(panel.targets?.length, name).toBeGreaterThan(0);
    }
});

test("no panel lies on another or beside the grid, and ids are given once", () => {
  for (const { path, dashboard } of dashboards) {
    const taken = new Map<string, string>();
    const ids = panelsOf(dashboard).map(({ id }) => id);
    expect(new Set(ids).size, path).toBe(ids.length);
    for (const { title = "", gridPos } of panelsOf(dashboard)) {
      if (!gridPos) throw new Error(`${path}: ${title} has no place`);
      const { x, y, w, h } = gridPos;
      expect(x + w, `${path}: ${title}`).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column++)
        for (let row = y; row < y + h; row++) {
          const cell = `${column} ${row}`;
          expect(taken.get(cell), `${path}: ${title} lies on it`).toBeUndefined();
          taken.set(cell, title);
        }
    }
  }
});

test("every alert has a case in which it fires, and one in which it does not", () => {
  const tests = [...written]
    .filter(([path]) => path.startsWith("prometheus/rules/tests/"))
    .flatMap(([, content]) => (parse(content) as { tests: { name: string }[] }).tests);
  const names = tests.map(({ name }) => name.split(":")[0]);
  for (const { alert } of alerts) {
    expect(names).toContain(alert);
    if (alert !== "Watchdog") expect(names).toContain(`${alert} not`);
  }
});

test("an alert that waits, or goes on, has a case in which it still does", () => {
  for (const [name, content] of written) {
    if (!name.startsWith("prometheus/rules/tests/")) continue;
    for (const { name: of, promql_expr_test: asked } of (
      parse(content) as { tests: { name: string; promql_expr_test: object[] }[] }
    ).tests) {
      const [alert] = of.split(":");
      const rule = alerts.find((each) => each.alert === alert);
      if (rule?.for || rule?.keep_firing_for) expect(asked.length, of).toBe(2);
    }
  }
});

test("every recording has a case", () => {
  const rules = parse(text("prometheus/rules/ettl-recordings.yml")) as {
    groups: { rules: { record: string }[] }[];
  };
  const cases = [...written]
    .filter(([path]) => path.startsWith("prometheus/rules/tests/recordings"))
    .map(([, content]) => content)
    .join("");
  for (const { record } of rules.groups.flatMap((group) => group.rules))
    expect(cases).toContain(`expr: ${record}`);
});

test("every alert is explained under the anchor that it names", () => {
  const manual = readFileSync(join(repository, defaultSetting.runbooks), "utf8");
  const anchors = [...manual.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title.toLowerCase().replaceAll(" ", "-"),
  );
  for (const { alert, annotations } of alerts) {
    expect(annotations.description).toContain(`${defaultSetting.runbooks}#${alert.toLowerCase()}`);
    expect(anchors).toContain(alert.toLowerCase());
  }
});

test("another prefix is in every file, and the old one in none", async () => {
  await using folder = await temporaryFolder();
  const { code } = await runProgram([
    main,
    ...["--prefix", "films_", "--jobs", "films", "--runbooks", "https://example.org/rules"],
    ...["--grafana-rules", "--out", folder.path],
  ]);
  expect(code).toBe(0);
  const other = [...written.keys()]
    .map((path) => join(folder.path, path))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, "utf8"));
  expect(other.join("")).not.toMatch(/export_trakt_|export-trakt/);
  const rules = other.find((each) => each.includes("isPaused"));
  expect(rules).toContain("runbook_url: https://example.org/rules#exportfailing");
  expect(rules).not.toContain("isPaused: true");
});

test("a prefix that no metric can have is refused with the reason", async () => {
  const { code, stderr } = await runProgram([main, "--prefix", "1-"]);
  expect(code).toBe(2);
  expect(stderr).toContain('--prefix: no metric can begin with "1-"');
});
