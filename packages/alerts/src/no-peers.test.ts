import { cp, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const dist = fileURLToPath(new URL(".", import.meta.resolve("@ettl/alerts")));

test("without its optional peers a channel says what to install, and only ./config and ./hono do not load", async () => {
  await using folder = await temporaryFolder();
  const home = join(folder.path, "node_modules/@ettl/alerts");
  await mkdir(home, { recursive: true });
  await cp(dist, join(home, "dist"), { recursive: true });
  await cp(join(dist, "../package.json"), join(home, "package.json"));
  const { exports } = JSON.parse(await readFile(join(home, "package.json"), "utf8"));
  const subpaths = Object.keys(exports).filter((path) => path !== "./package.json");
  const script = `
    const failed = [];
    for (const path of ${JSON.stringify(subpaths)})
      await import("@ettl/alerts" + path.slice(1)).catch(({ code }) => failed.push(path + " " + code));
    const { createAlerts } = await import("@ettl/alerts");
    const { slack } = await import("@ettl/alerts/channels/slack");
    const { email } = await import("@ettl/alerts/channels/email");
    const alerts = createAlerts({ channels: [
      slack({ webhookUrl: "http://127.0.0.1:1/" }),
      email({ host: "127.0.0.1", from: "a@b", to: "a@b" }),
    ] });
    const sent = await alerts.send({ level: "info", title: "t", message: "m", source: "s" });
    console.log(JSON.stringify({ failed, errors: sent.map(({ error }) => error) }));
  `;
  const { stdout, stderr } = await runProgram(["--input-type=module", "-e", script], {
    cwd: folder.path,
  });
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({
    failed: ["./config ERR_MODULE_NOT_FOUND", "./hono ERR_MODULE_NOT_FOUND"],
    errors: [
      "library_missing: slack() needs @slack/webhook, run: npm install @slack/webhook",
      "library_missing: email() needs nodemailer, run: npm install nodemailer",
    ],
  });
});

test("a process that has not closed its alerter still ends", async () => {
  const script = `
    import { createAlerts } from ${JSON.stringify(join(dist, "index.js"))};
    const hung = { name: "hung", send: () => new Promise(() => {}) };
    const failing = { name: "failing", send: async () => { throw new Error("no"); } };
    const alerts = createAlerts({ channels: [hung, failing], retry: { baseDelayMs: 600_000, maxDelayMs: 600_000 } });
    await alerts.send({ level: "info", title: "t", message: "m", source: "s" }, { waitMs: 0 });
  `;
  const { code } = await runProgram(["--input-type=module", "-e", script]);
  expect(code).toBe(0);
});
