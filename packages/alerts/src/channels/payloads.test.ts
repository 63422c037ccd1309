import { createHmac } from "node:crypto";
import { type Alert, type AlertInput, type Channel, createAlerts } from "@ettl/alerts";
import { alertmanager } from "@ettl/alerts/channels/alertmanager";
import { log } from "@ettl/alerts/channels/log";
import { pagerduty } from "@ettl/alerts/channels/pagerduty";
import { slack } from "@ettl/alerts/channels/slack";
import { channelFromUrl } from "@ettl/alerts/channels/url";
import { webhook } from "@ettl/alerts/channels/webhook";
import { channelBasics } from "@ettl/alerts/testing";
import { httpReceiver } from "@ettl-tooling/test";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

interface Block {
  readonly type: string;
  readonly text?: { readonly type: string; readonly text: string };
  readonly fields?: readonly { readonly text: string }[];
  readonly elements?: readonly { readonly text: string }[];
}

/** What of Slack's documented limits a message breaks. */
function slackFaults({ text, blocks }: { text: string; blocks: readonly Block[] }): string[] {
  const faults: string[] = [];
  const wants = (holds: boolean, what: string) => {
    if (!holds) faults.push(what);
  };
  wants(text.length >= 1 && text.length <= 4_000, "fallback text of 1 to 4,000");
  wants(blocks.length >= 1 && blocks.length <= 50, "1 to 50 blocks");
  let total = 0;
  for (const { type, text: body, fields, elements } of blocks) {
    const texts = [body, ...(fields ?? []), ...(elements ?? [])].flatMap((one) => one?.text ?? []);
    total += texts.join("").length;
    wants(
      texts.length > 0 && texts.every((one) => one.trim().length > 0),
      `${type}: no empty text`,
    );
    if (type === "header") {
      wants((body?.text.length ?? 0) <= 150, "header of at most 150");
      wants(body?.type === "plain_text", "header in plain text");
    } else if (type === "section") {
      wants((body?.text.length ?? 0) <= 3_000, "section of at most 3,000");
      wants((fields ?? []).length <= 10, "at most 10 fields");
      wants(
        (fields ?? []).every((one) => one.text.length <= 2_000),
        "fields of at most 2,000",
      );
    } else if (type === "context") {
      wants((elements ?? []).length <= 10, "at most 10 elements");
      wants(
        texts.every((one) => one.length <= 3_000),
        "elements of at most 3,000",
      );
    } else faults.push(`a known block, not ${type}`);
    for (const one of texts) {
      // Whatever is between < and > must be a link of ours; & only begins an entity of Slack's.
      const rest = one.replace(/<https?:\/\/[^<>|\s]+\|(Trace|Dashboard|Runbook)>/g, "");
      wants(!/[<>]/.test(rest), `escaped: ${rest.slice(0, 80)}`);
      wants(!/&(?!(amp|lt|gt);)/.test(rest), `entities: ${rest.slice(0, 80)}`);
    }
  }
  wants(total <= 13_200, `at most 13,200 in all, not ${total}`);
  return faults;
}

/** What of the limits of PagerDuty's Events API v2 a body breaks. */
function pagerdutyFaults(body: Buffer): string[] {
  const event = JSON.parse(body.toString());
  const faults: string[] = [];
  const wants = (holds: boolean, what: string) => {
    if (!holds) faults.push(what);
  };
  wants(body.length <= 512_000, "at most 512,000 bytes");
  wants(event.routing_key.length === 32, "a key of 32");
  wants(event.dedup_key.length >= 1 && event.dedup_key.length <= 255, "dedup_key of 1 to 255");
  if (event.event_action === "resolve") {
    wants(!("payload" in event), "no payload in a resolve");
    return faults;
  }
  wants(event.event_action === "trigger", "trigger or resolve");
  const { summary, source, severity, timestamp } = event.payload;
  wants(summary.length >= 1 && summary.length <= 1_024, "summary of 1 to 1,024");
  wants(typeof source === "string" && source.length >= 1, "a source");
  wants(["critical", "error", "warning", "info"].includes(severity), "a known severity");
  wants(!Number.isNaN(Date.parse(timestamp)), "a time");
  for (const { href, text } of event.links ?? [])
    wants(/^https?:/.test(href) && text.length > 0, "links with address and text");
  return faults;
}

const hostileTexts = [
  "",
  " ",
  "\0",
  "\r\nBcc: x@example.com",
  "<!channel> <@U1> & &amp; <http://x|y>",
  "\u202egnp.exe",
  "<script>alert(1)</script>",
  "\ud800",
  "😀".repeat(2_000),
  "&".repeat(5_000),
  "x".repeat(10_000),
];
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ maxLength: 5_000, size: "max" }),
  fc.constantFrom(...hostileTexts),
);
const anyAlert: fc.Arbitrary<AlertInput> = fc.record({
  level: fc.constantFrom("info", "warning", "error", "critical"),
  title: text,
  message: text,
  source: text,
  labels: fc.dictionary(text, text, { maxKeys: 40 }),
  metadata: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 10 }),
});
const links = {
  trace: "https://jaeger.example.com/trace/{fingerprint}?a=1&b=2",
  dashboard: "https://grafana.example.com/{title}",
  runbook: "https://wiki.example.com/{source}/{title}",
};

/** Sends each alert and its resolve through a real alerter to a real server. */
async function bodiesOf(create: (url: string) => Channel, given: readonly AlertInput[]) {
  await using receiver = await httpReceiver(() => ({ status: 200, body: "ok" }));
  await using alerts = createAlerts({
    channels: [create(receiver.url)],
    links,
    context: () => ({ trace_id: "a".repeat(32), correlation_id: "c" }),
  });
  for (const alert of given) {
    const sent = await alerts.send(alert);
    expect(sent).toMatchObject([{ outcome: "delivered" }]);
    await alerts.resolve(alert);
  }
  return receiver.requests.map(({ body }) => body);
}

const random = () => fc.sample(anyAlert, { numRuns: 500 });
const hostile = hostileTexts.map(
  (one): AlertInput => ({
    level: "critical",
    title: one,
    message: one,
    source: one,
    labels: Object.fromEntries(hostileTexts.map((name, index) => [`${index}${name}`, one])),
    metadata: { [one]: one },
  }),
);

test("slack: 500 random alerts and hostile ones stay within every limit, escaped", async () => {
  const create = (url: string) => slack({ webhookUrl: url });
  const bodies = await bodiesOf(create, [...random(), ...hostile]);
  expect(bodies.length).toBeGreaterThanOrEqual(1_000);
  for (const body of bodies) expect(slackFaults(JSON.parse(body.toString()))).toEqual([]);
});

test("pagerduty: 500 random alerts and hostile ones stay within every limit", async () => {
  const create = (url: string) => pagerduty({ routingKey: "k".repeat(32), url });
  const bodies = await bodiesOf(create, [...random(), ...hostile]);
  expect(bodies.length).toBeGreaterThanOrEqual(1_000);
  for (const body of bodies) expect(pagerdutyFaults(body)).toEqual([]);
});

test("slack: 50 hostile alerts in one message stay within the limits, what is left out is counted", async () => {
  await using receiver = await httpReceiver(() => ({ status: 200, body: "ok" }));
  await using alerts = createAlerts({
    channels: [slack({ webhookUrl: receiver.url })],
    groupWaitMs: 50,
    links,
  });
  const sent = Array.from({ length: 50 }, (_, index) =>
    alerts.send({
      level: "error",
      title: `${index} ${hostileTexts[index % hostileTexts.length]}`,
      message: "<m>".repeat(1_000),
      source: "many",
    }),
  );
  await Promise.all(sent);
  expect(receiver.requests.length).toBe(1);
  const message = JSON.parse(receiver.requests[0]?.body.toString() ?? "");
  expect(slackFaults(message)).toEqual([]);
  expect(JSON.stringify(message.blocks.at(-1))).toMatch(/\d+ more are in the history/);
});

test("alertmanager: several alerts are one request", async () => {
  await using receiver = await httpReceiver();
  await using alerts = createAlerts({
    channels: [alertmanager({ url: receiver.url })],
    groupWaitMs: 50,
  });
  await Promise.all(
    ["a", "b", "c"].map((title) =>
      alerts.send({ level: "error", title, message: "m", source: "s" }),
    ),
  );
  const [request, ...others] = receiver.requests;
  expect(others).toEqual([]);
  const posted = JSON.parse(request?.body.toString() ?? "") as {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
  expect(posted.map(({ labels }) => labels.alertname)).toEqual(["a", "b", "c"]);
  for (const { annotations } of posted)
    expect(annotations.ettl_fingerprint).toMatch(/^[0-9a-f]{32}$/);
});

test("links: slack, pagerduty and alertmanager carry them, in their own way", async () => {
  const alert = { level: "error", title: "t & u", message: "m", source: "s" } as const;
  const [slackBody] = await bodiesOf((url) => slack({ webhookUrl: url }), [alert]);
  expect(slackBody?.toString()).toContain(
    "<https://wiki.example.com/s/t%20%26%20u|Runbook> · <https://grafana.example.com/t%20%26%20u|Dashboard>",
  );
  const [trigger] = await bodiesOf((url) => pagerduty({ routingKey: "k", url }), [alert]);
  expect(JSON.parse(trigger?.toString() ?? "").links).toEqual([
    { text: "Runbook", href: "https://wiki.example.com/s/t%20%26%20u" },
    { text: "Dashboard", href: "https://grafana.example.com/t%20%26%20u" },
    { text: "Trace", href: expect.stringMatching(/^https:\/\/jaeger.*\?a=1&b=2$/) },
  ]);
  const [posted] = await bodiesOf((url) => alertmanager({ url }), [alert]);
  expect(JSON.parse(posted?.toString() ?? "")[0]).toMatchObject({
    generatorURL: "https://grafana.example.com/t%20%26%20u",
    annotations: { runbook_url: "https://wiki.example.com/s/t%20%26%20u" },
  });
});

test("webhook: a signature can be checked by who has the secret", async () => {
  const [alert] = hostile;
  if (alert === undefined) throw new Error("no alert");
  await using receiver = await httpReceiver();
  const secret = "s3cr3t";
  await using alerts = createAlerts({ channels: [webhook({ url: receiver.url, secret })] });
  await alerts.send(alert);
  const { headers, body } = receiver.requests[0] ?? {};
  const signature = String(headers?.["x-ettl-signature"]);
  const [, seconds, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  expect(createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")).toBe(digest);
  expect(Math.abs(Date.now() / 1_000 - Number(seconds))).toBeLessThan(600);
});

describe("log keeps what every channel keeps", () => {
  for (const [title, run] of channelBasics(() => ({ channel: log({ write: () => {} }) })))
    test(title, run);
});

test("log: writes by who connected last, and fails when that fails", async () => {
  const lines: Alert[] = [];
  const channel = log({ name: "journal" });
  channel.connect((alert) => {
    if (alert.title === "bad") throw new Error("disk full");
    lines.push(alert);
  });
  await using alerts = createAlerts({ channels: [channel], retry: { maxAttempts: 1 } });
  const alert = { level: "info", title: "good", message: "m", source: "s" } as const;
  expect(await alerts.send(alert)).toMatchObject([{ channel: "journal", outcome: "delivered" }]);
  expect(await alerts.send({ ...alert, title: "bad" })).toMatchObject([
    { outcome: "failed", error: "unknown: disk full" },
  ]);
  expect(lines.map(({ title }) => title)).toEqual(["good"]);
});

test("an address makes a channel, its fragment the name", async () => {
  await using receiver = await httpReceiver();
  const channels = [
    `${receiver.url}/hook?x=1#first`,
    `${receiver.url.replace("http:", "webhook:")}/second#second%20one`,
    `${receiver.url.replace("http:", "alertmanager:")}/am`,
    "slack://T000/B000/secret",
    "mailto://me:p%40ss@mail.example.com:465/?from=a@example.com&to=b@example.com&to=c@example.com#mail",
    `pagerduty://${"k".repeat(32)}#eu`,
    `pagerduty://${"k".repeat(32)}@events.eu.pagerduty.com`,
    "log://#journal",
  ].map(channelFromUrl);
  expect(channels.map(({ name }) => name)).toEqual([
    "first",
    "second one",
    "alertmanager",
    "slack",
    "mail",
    "eu",
    "pagerduty",
    "journal",
  ]);
  await using alerts = createAlerts({ channels: channels.slice(0, 3) });
  await alerts.send({ level: "info", title: "t", message: "m", source: "s" });
  expect(receiver.requests.map(({ url }) => url).sort()).toEqual([
    "/am/api/v2/alerts",
    "/hook?x=1",
    "/second",
  ]);
});

test.each([
  "s3cr3t",
  "ftp://s3cr3t.example.com/",
  "mailto://mail.example.com/?from=a@example.com&s3cr3t",
  "mailto://mail.example.com/?from=a@example.com&to=b@example.com&tls=s3cr3t",
  "https://user:s3cr3t@example.com/",
  "pagerduty://",
])("the address %s is refused, without being repeated", (address) => {
  let message = "made";
  try {
    channelFromUrl(address);
  } catch (error) {
    message = String(error);
  }
  expect(message).toMatch(/^TypeError: .*expected/);
  expect(message).not.toContain("s3cr3t");
});
