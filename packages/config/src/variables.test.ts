import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatIssue, type InspectConfigOptions, inspectConfig } from "@ettl/config";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import * as z from "zod";
import { inspectToml } from "../test/inspect-toml.ts";
import { makeNamedPipe } from "../test/named-pipe.ts";

const schema = z.object({
  monitoring: z
    .strictObject({
      metrics_port: z.int().min(1).max(65_535).default(9090),
      enabled: z.boolean().default(true),
      tags: z.array(z.string()).default([]),
      auth_token: z.string().min(8).meta({ secret: true }).optional(),
      file: z.string().default(""),
    })
    .prefault({}),
  alerts: z
    .strictObject({
      channels: z
        .record(
          z.string(),
          z.strictObject({
            webhook_url: z.string().meta({ secret: true }),
            name: z.string().optional(),
          }),
        )
        .prefault({}),
    })
    .prefault({}),
});

type Options = Omit<InspectConfigOptions<typeof schema>, "schema">;

async function inspect(options: Options) {
  const inspection = await inspectConfig({ schema, ...options });
  return {
    ...inspection,
    text: inspection.issues.map(formatIssue).join("\n"),
    warned: inspection.warnings.map(formatIssue).join("\n"),
  };
}

test("C7 a variable wins over a bad value of the file, which becomes a warning", async () => {
  const toml = '[monitoring]\nmetrics_port = "high"\n';
  const { value, text, warned } = await inspectToml(schema, toml, {
    env: { ETTL_MONITORING__METRICS_PORT: "9100" },
  });
  expect(text).toBe("");
  expect(value?.monitoring.metrics_port).toBe(9100);
  expect(warned).toBe(
    [
      "ettl.toml:2:1  monitoring.metrics_port: expected a whole number from 1 to 65535, got a string; ETTL_MONITORING__METRICS_PORT is used instead",
      '  2 | metrics_port = "high"',
      "    | ^~~~~~~~~~~~",
    ].join("\n"),
  );
});

test("C7 a variable does not hide that the file has no table where it belongs", async () => {
  const { text } = await inspectToml(schema, "monitoring = 1\n", {
    env: { ETTL_MONITORING__METRICS_PORT: "9100" },
  });
  expect(text).toContain("ettl.toml:1:1  monitoring: expected a table, got a number");
});

test("C7 a bad variable is named and its value never shown", async () => {
  const { text } = await inspect({
    env: {
      ETTL_MONITORING__METRICS_PORT: "hunter2",
      ETTL_MONITORING__ENABLED: "",
      ETTL_MONITORING__AUTH_TOKEN: "hunter2",
      PORT: "hunter3",
    },
    aliases: { PORT: "monitoring.file" },
    flags: { "monitoring.tags": "hunter" },
  });
  expect(text).toBe(
    [
      "ETTL_MONITORING__METRICS_PORT  monitoring.metrics_port: expected a whole number from 1 to 65535, got other text",
      "ETTL_MONITORING__ENABLED  monitoring.enabled: expected true or false, got nothing",
      "ETTL_MONITORING__AUTH_TOKEN  monitoring.auth_token: expected a string of 8 characters or more, got other text",
      "command line  monitoring.tags: expected a list of strings, got a string",
    ].join("\n"),
  );
});

test("an empty ETTL_ variable is a value, so that an empty secret does not pass for none", async () => {
  const env = { ETTL_MONITORING__FILE: "", ETTL_MONITORING__TAGS: "" };
  expect((await inspect({ env })).value?.monitoring).toMatchObject({ file: "", tags: [] });
  expect((await inspect({ env: { ETTL_MONITORING__AUTH_TOKEN: "" } })).text).toBe(
    "ETTL_MONITORING__AUTH_TOKEN  monitoring.auth_token: expected a string of 8 characters or more, got nothing",
  );
});

test("variables reach keys under names of the user's own, in any case, with _ for -", async () => {
  const { value, text } = await inspectToml(
    schema,
    '[alerts.channels.On-Call]\nname = "x"\nwebhook_url = "a"\n',
    {
      env: {
        ETTL_ALERTS__CHANNELS__OPS__WEBHOOK_URL: "https://example.com/ops",
        ettl_alerts__channels__on_call__webhook_url: "b",
      },
    },
  );
  expect(text).toBe("");
  expect(value?.alerts.channels).toEqual({
    "On-Call": { name: "x", webhook_url: "b" },
    ops: { webhook_url: "https://example.com/ops" },
  });
});

test("near misses of a variable's name are errors with what was meant, others' variables are not", async () => {
  const issue = async (name: string) => (await inspect({ env: { [name]: "9100" } })).text;
  expect(await issue("ETTL_MONITORING__METRICS_PROT")).toBe(
    "ETTL_MONITORING__METRICS_PROT  monitoring.metrics_prot: unknown key. Did you mean ETTL_MONITORING__METRICS_PORT?",
  );
  expect(await issue("ETTL_MONITORIN__METRICS_PORT")).toContain(
    "Did you mean ETTL_MONITORING__METRICS_PORT?",
  );
  expect(await issue("ETTL_MONITORING_METRICS_PORT")).toContain(
    "Did you mean ETTL_MONITORING__METRICS_PORT?",
  );
  expect(await issue("ETTL_MONITORING_AUTH_TOKEN_FILE")).toContain(
    "Did you mean ETTL_MONITORING__AUTH_TOKEN_FILE?",
  );
  expect(await issue("ETTL_MONITORING__AUTH_TOKN_FILE")).toContain(
    "Did you mean ETTL_MONITORING__AUTH_TOKEN_FILE?",
  );
  expect(await issue("ETTL_MONITORING__TAGS__0")).toBe(
    "ETTL_MONITORING__TAGS__0  monitoring.tags.0: entries of a list can't be set by variables",
  );
  expect(await issue("ETTL_MONITORING__QQQ")).toMatch(/unknown key$/);
  for (const name of ["ETTL_CONFIG", "ETTL_OTHER__THING", "ETTL_MONITORING", "MONITORING__ENABLED"])
    expect(await issue(name)).toBe("");
});

test("two variables that only differ in case are an error that names both", async () => {
  const env = { ETTL_MONITORING__FILE: "a", ettl_monitoring__file: "b" };
  expect((await inspect({ env })).text).toBe(
    "ettl_monitoring__file  monitoring.file: ETTL_MONITORING__FILE and ettl_monitoring__file are both set. Leave one of them out",
  );
});

test("an alias may read its text itself: unset, or an error that does not repeat the text", async () => {
  const aliases = {
    LEVEL: {
      key: "monitoring.file",
      read: (text: string) => {
        if (text === "none") return undefined;
        if (text === "bad") throw new Error("expected a name");
        if (text.startsWith("worse")) throw new Error(`can't use ${text}`);
        return text.toUpperCase();
      },
    },
  };
  const level = async (LEVEL: string) => await inspect({ env: { LEVEL }, aliases });
  expect((await level("some")).value?.monitoring.file).toBe("SOME");
  expect((await level("none")).value?.monitoring.file).toBe("");
  expect((await level("")).value?.monitoring.file).toBe("");
  expect((await level("bad")).text).toBe("LEVEL  monitoring.file: expected a name");
  expect((await level("worse1")).text).toBe("LEVEL  monitoring.file: makes no sense here");
  const lenient = await inspect({ env: { LEVEL: "bad" }, aliases, lenient: ["LEVEL"] });
  expect([lenient.text, lenient.warned]).toEqual([
    "",
    "LEVEL  monitoring.file: expected a name; the variable is ignored",
  ]);
});

test("an alias that reads its text itself reads that of its _FILE, too", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "token");
  await writeFile(file, "token=correct-horse\n");
  const read = (text: string) => /^token=(.*)$/.exec(text)?.[1];
  const { value, text } = await inspect({
    env: { TOKEN_FILE: file },
    aliases: { TOKEN: { key: "monitoring.auth_token", read } },
  });
  expect(text).toBe("");
  expect(value?.monitoring.auth_token).toBe("correct-horse");
});

test("an alias may set a key whose name has dots, and leaves its neighbours as the file has them", async () => {
  const labels = z.object({ labels: z.record(z.string(), z.string()).prefault({}) });
  const { value, text, settings } = await inspectToml(
    labels,
    '[labels]\nteam = "a"\n"k8s.pod.name" = "b"\n',
    { env: { POD: "c" }, aliases: { POD: { key: ["labels", "k8s.pod.name"], read: String } } },
  );
  expect(text).toBe("");
  expect(value?.labels).toEqual({ team: "a", "k8s.pod.name": "c" });
  expect(settings).toContainEqual({
    key: "labels.k8s.pod.name",
    value: '"c"',
    secret: false,
    origin: { kind: "variable", name: "POD" },
  });
});

test("C12 the file of a secret is read whatever its line ends and byte-order mark are", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "token");
  for (const text of [
    "correct-horse",
    "correct-horse\n",
    "correct-horse\r\n",
    "\uFEFFcorrect-horse\n",
  ]) {
    await writeFile(file, text);
    const { value } = await inspect({ env: { ETTL_MONITORING__AUTH_TOKEN_FILE: file } });
    expect(value?.monitoring.auth_token).toBe("correct-horse");
  }
  await symlink(file, join(folder.path, "link"));
  const { value } = await inspect({
    env: { TOKEN_FILE: join(folder.path, "link") },
    aliases: { TOKEN: "monitoring.auth_token" },
  });
  expect(value?.monitoring.auth_token).toBe("correct-horse");
});

test("C12 a secret's file that gives no secret is an error that names the variable", async () => {
  await using folder = await temporaryFolder();
  const name = "ETTL_MONITORING__AUTH_TOKEN_FILE";
  const problem = async (path: string) => {
    const { text } = await inspect({ env: { [name]: path } });
    expect(text.startsWith(`${name}  monitoring.auth_token: the file it names `)).toBe(true);
    return text.slice(text.indexOf("the file it names ") + "the file it names ".length);
  };
  const at = (file: string) => join(folder.path, file);
  expect(await problem(at("missing"))).toBe("does not exist (ENOENT)");
  expect(await problem("")).toBe("does not exist (ENOENT)");
  expect(await problem(folder.path)).toBe("is a folder, a file was expected");
  await writeFile(at("empty"), "\n");
  expect(await problem(at("empty"))).toBe("is empty");
  await writeFile(at("latin1"), Buffer.from([0x70, 0xe4, 0x73, 0x73]));
  expect(await problem(at("latin1"))).toBe("is not UTF-8 text");
  await writeFile(at("big"), "x".repeat(65 * 1024));
  expect(await problem(at("big"))).toBe("is larger than 64 KiB, the limit");
  expect(await problem("/dev/zero")).toBe("is larger than 64 KiB, the limit");
  expect(await problem("/dev/null")).toBe("is empty");
  makeNamedPipe(at("pipe"));
  expect(await problem(at("pipe"))).toBe("is no regular file but a pipe or a socket");
  await writeFile(at("short"), "short");
  const { text } = await inspect({ env: { [name]: at("short") } });
  expect(text).toBe(
    `${name}  monitoring.auth_token: expected a string of 8 characters or more, got other text`,
  );
});

test("C12 a variable and its _FILE together are an error that names both", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "token");
  await writeFile(file, "correct-horse\n");
  const both = async (name: string, aliases = {}) =>
    (await inspect({ env: { [name]: "battery-staple", [`${name}_FILE`]: file }, aliases })).text;
  expect(await both("ETTL_MONITORING__AUTH_TOKEN")).toBe(
    "ETTL_MONITORING__AUTH_TOKEN_FILE  monitoring.auth_token: ETTL_MONITORING__AUTH_TOKEN and ETTL_MONITORING__AUTH_TOKEN_FILE are both set. Leave one of them out",
  );
  expect(await both("TOKEN", { TOKEN: "monitoring.auth_token" })).toBe(
    "TOKEN  monitoring.auth_token: TOKEN and TOKEN_FILE are both set. Leave one of them out",
  );
});

test("C12 a _FILE for a key that is no secret is an error that says so", async () => {
  const { text } = await inspect({ env: { ETTL_MONITORING__METRICS_PORT_FILE: "/dev/null" } });
  expect(text).toBe(
    "ETTL_MONITORING__METRICS_PORT_FILE  monitoring.metrics_port: only a secret can come from a file. Set ETTL_MONITORING__METRICS_PORT",
  );
});

test("a variable with commas is a list where words of a choice, or a list of them, are wanted", async () => {
  const word = z.enum(["stdout", "stderr", "file"]);
  const lists = z.object({
    log: z.strictObject({
      output: z.union([word, z.array(word)]).default("stdout"),
      to: z.union([z.string(), z.array(z.string())]).default(""),
    }),
  });
  const read = async (env: Record<string, string>) =>
    (await inspectConfig({ schema: lists, env })).value?.log;
  expect(await read({ ETTL_LOG__OUTPUT: "stderr" })).toEqual({ output: "stderr", to: "" });
  expect(await read({ ETTL_LOG__OUTPUT: "stdout, file", ETTL_LOG__TO: "a, b" })).toEqual({
    output: ["stdout", "file"],
    to: "a, b",
  });
});
