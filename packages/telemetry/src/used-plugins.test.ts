import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ConfigError } from "@ettl/config";
import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { httpReceiver, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

/** A plugin as its author writes it, without any library: a schema is what has `safeParse`. */
const plugin = (extra = "") => `
  import * as z from ${JSON.stringify(import.meta.resolve("zod"))};
  ${extra}
  export default {
    type: "x",
    schema: z.strictObject({
      topic_url: z.url(),
      token: z.string().meta({ secret: true }).optional(),
    }),
    create: ({ topic_url }, { name }) => ({
      name,
      async send({ title }, { signal }) {
        await fetch(topic_url, { method: "POST", body: title, signal });
      },
    }),
  };
`;

/** A folder with an `ettl.toml` of one channel, and these files. */
async function folderOf(use: string, files: Readonly<Record<string, string>>, keys = "") {
  const folder = await temporaryFolder();
  const all: Record<string, string> = {
    "ettl.toml": `[monitoring]\nenabled = false\n\n[alerts.channels.ops]\nuse = "${use}"\n${keys}`,
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    const path = join(folder.path, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { mode: 0o600 });
  }
  return {
    file: join(folder.path, "ettl.toml"),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const packaged = (main: string, fields: object = { type: "module", exports: "./index.js" }) => ({
  "node_modules/ettl-channel-x/package.json": JSON.stringify({ name: "ettl-channel-x", ...fields }),
  "node_modules/ettl-channel-x/index.js": main,
});

async function issuesOf(file: string, env = {}) {
  try {
    await loadTelemetryConfig({ file, env });
  } catch (error) {
    if (error instanceof ConfigError)
      return error.issues.map(({ key, line, column, message, source }) =>
        [`${line}:${column}`, key, source, message].filter(Boolean).join(" "),
      );
    throw error;
  }
  return [];
}

test.each([
  ["a package that is ESM only", "ettl-channel-x", packaged(plugin())],
  ["a path", "./channels/mine.mjs", { "channels/mine.mjs": plugin() }],
  [
    "a folder that is a package with exports",
    "./channels/mine",
    {
      "channels/mine/package.json": JSON.stringify({
        name: "mine",
        type: "module",
        exports: "./lib/channel.js",
      }),
      "channels/mine/lib/channel.js": plugin(),
    },
  ],
  [
    "a folder that npm init made",
    "./channels/mine/",
    {
      "channels/mine/package.json": JSON.stringify({
        name: "mine",
        type: "module",
        main: "index.js",
      }),
      "channels/mine/index.js": plugin(),
    },
  ],
  [
    "the folder of the file itself",
    ".",
    { "package.json": JSON.stringify({ type: "module" }), "index.js": plugin() },
  ],
  [
    "a CommonJS package",
    "ettl-channel-x",
    packaged(
      `module.exports = { default: { type: "x", schema: { safeParse: (data) => ({ success: true, data }), "~standard": {} , _zod: require(${JSON.stringify(import.meta.resolve("zod").replace("file://", ""))}).looseObject({})._zod }, create: ({ topic_url }, { name }) => ({ name, send: async ({ title }) => { await fetch(topic_url, { method: "POST", body: title }); } }) } };`,
      { main: "index.js" },
    ),
  ],
])("a channel of %s is named by the file and delivers", async (_, use, files) => {
  await using receiver = await httpReceiver();
  await using folder = await folderOf(use, files, `topic_url = "${receiver.url}/topic"`);
  const config = await loadTelemetryConfig({ file: folder.file, env: {} });
  expect(config.alerts.channels.map(({ name }) => name)).toEqual(["ops"]);
  const telemetry = await createTelemetry(config, { version: "1", listen: false });
  const sent = await telemetry.alerts.send({
    level: "error",
    title: "t",
    message: "m",
    source: "s",
  });
  await telemetry.stop();
  expect(sent).toEqual([{ channel: "ops", outcome: "delivered", attempts: 1 }]);
  expect(receiver.requests.map(({ url, body }) => `${url} ${body}`)).toEqual(["/topic t"]);
});

test("its keys may come from variables, and are checked with their place", async () => {
  await using folder = await folderOf("ettl-channel-x", packaged(plugin()), 'topic = "x"');
  expect(await issuesOf(folder.file)).toEqual([
    "4:18 alerts.channels.ops.topic_url missing, expected a URL",
    "6:1 alerts.channels.ops.topic unknown key",
  ]);
  await using right = await folderOf("ettl-channel-x", packaged(plugin()));
  const env = { ETTL_ALERTS__CHANNELS__OPS__TOPIC_URL: "http://127.0.0.1:1/" };
  expect(await issuesOf(right.file, env)).toEqual([]);
});

test.each([
  [
    "a package that is not installed",
    "ettl-channel-none",
    {},
    /^5:1 alerts\.channels\.ops\.use cannot find "ettl-channel-none" from .*Run there: npm install ettl-channel-none/,
  ],
  [
    "a path to nothing",
    "./none.js",
    {},
    /^5:1 alerts\.channels\.ops\.use cannot find "\.\/none\.js"/,
  ],
  [
    "a folder with nothing in it to import",
    "./channels",
    { "channels/README.md": "" },
    /^5:1 alerts\.channels\.ops\.use cannot find "\.\/channels" from .*Expected a path/,
  ],
  [
    "no default export",
    "./a.mjs",
    { "a.mjs": "export const ntfy = 1;" },
    /"\.\/a\.mjs" has no default export, but ntfy; expected \{ type, schema, create/,
  ],
  [
    "a default export of another shape",
    "./a.mjs",
    { "a.mjs": "export default { type: 'x' };" },
    /a default export that is an object of type; expected \{ type, schema/,
  ],
  [
    "a module that throws",
    "./a.mjs",
    { "a.mjs": "throw new Error('no licence');" },
    /"\.\/a\.mjs" cannot be imported: no licence/,
  ],
])("A17 %s is an issue at its key, with what to do", async (_, use, files, message) => {
  await using folder = await folderOf(use, files as Record<string, string>);
  expect(await issuesOf(folder.file)).toEqual([expect.stringMatching(message)]);
});

test("type and use together, neither, and use from a variable are issues", async () => {
  await using both = await folderOf("./a.mjs", { "a.mjs": plugin() }, 'type = "webhook"');
  expect(await issuesOf(both.file)).toEqual([
    expect.stringMatching(/alerts\.channels\.ops\.type expected either "type" or "use", not both/),
  ]);
  await using neither = await folderOf("x", {
    "ettl.toml": '[alerts.channels.ops]\nurl = "http://127.0.0.1/"\n',
  });
  expect(await issuesOf(neither.file)).toEqual([
    expect.stringMatching(/alerts\.channels\.ops\.type missing, expected one of "webhook"/),
  ]);
  await using variable = await folderOf("x", { "ettl.toml": "[alerts.channels.ops]\n" });
  expect(await issuesOf(variable.file, { ETTL_ALERTS__CHANNELS__OPS__USE: "./a.mjs" })).toEqual([
    expect.stringMatching(/"use" may only stand in the file/),
  ]);
});
