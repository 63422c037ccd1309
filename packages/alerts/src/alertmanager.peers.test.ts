import { type AlertInput, type Channel, createAlerts } from "@ettl/alerts";
import { alertmanager } from "@ettl/alerts/channels/alertmanager";
import { alertRoutes } from "@ettl/alerts/hono";
import { eventually, httpReceiver, startAlertmanager } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const alert: AlertInput = {
  level: "error",
  title: "Export failed",
  message: 'disk "full" <b>',
  source: "exporter",
  labels: { region: "eu-1", "odd name!": "ü" },
};

test("amtool shows ours firing, and no more after the resolve; its webhook gets both", async () => {
  await using receiver = await httpReceiver();
  await using server = await startAlertmanager({ webhookUrl: receiver.url });
  await using alerts = createAlerts({
    channels: [alertmanager({ url: server.url })],
    links: { dashboard: "https://grafana.example.com/{source}" },
  });
  expect(await alerts.send(alert)).toMatchObject([{ outcome: "delivered" }]);
  await alerts.send({ ...alert, level: "critical" });
  const firing = await eventually("both severities", async () => {
    const found = await server.firing();
    return found.length === 2 ? found : undefined;
  });
  expect(firing.map(({ severity }) => severity).sort()).toEqual(["critical", "error"]);
  expect(firing[0]).toMatchObject({
    alertname: "Export failed",
    source: "exporter",
    region: "eu-1",
    odd_name_: "ü",
  });
  expect(await alerts.resolve(alert)).toMatchObject([{ outcome: "delivered" }]);
  await eventually("nothing fires", async () => (await server.firing()).length === 0);
  await eventually("the webhook hears of the end", () =>
    receiver.requests.some(({ body }) => JSON.parse(body.toString()).status === "resolved"),
  );
  const posted = JSON.parse(receiver.requests[0]?.body.toString() ?? "");
  expect(posted).toMatchObject({
    version: "4",
    alerts: [
      {
        annotations: { summary: "Export failed", description: 'disk "full" <b>' },
        generatorURL: "https://grafana.example.com/exporter",
      },
    ],
  });
});

test("what fires is there again after Alertmanager was restarted without its memory", async () => {
  await using receiver = await httpReceiver();
  await using server = await startAlertmanager({ webhookUrl: receiver.url });
  await using alerts = createAlerts({
    channels: [alertmanager({ url: server.url, resendMs: 300 })],
  });
  await alerts.send(alert);
  await eventually("it fires", async () => (await server.firing()).length === 1);
  await server.restart();
  await eventually("it fires again", async () => (await server.firing()).length === 1);
  expect((await alerts.history()).alerts.length).toBe(1);
});

test("Prometheus' alerts reach our channels and history through Alertmanager, ours do not go round", async () => {
  const seen: string[] = [];
  const channel: Channel = {
    name: "memory",
    send: async ({ title, level, status, labels }) => {
      seen.push(`${title} ${level} ${status} ${labels?.instance}`);
    },
  };
  const routesOf = { current: alertRoutes(createAlerts({ channels: [] })) };
  await using receiver = await httpReceiver((request, response) => {
    const { method, url, headers, body } = request;
    const passed = new Request(`http://127.0.0.1${url}`, {
      method,
      headers: {
        "content-type": String(headers["content-type"]),
        authorization: String(headers.authorization),
      },
      body: body.toString(),
    });
    void Promise.resolve(routesOf.current.fetch(passed)).then(async (answer) =>
      response.writeHead(answer.status).end(await answer.text()),
    );
    return undefined;
  });
  await using server = await startAlertmanager({
    webhookUrl: `${receiver.url}/api/alertmanager`,
    token: "t0ken",
  });
  await using alerts = createAlerts({ channels: [channel, alertmanager({ url: server.url })] });
  routesOf.current = alertRoutes(alerts, {
    authorize: (request) => request.headers.get("authorization") === "Bearer t0ken",
  });
  await alerts.send(alert);
  await server.add("DiskFull", "severity=critical", "instance=a:9100");
  await eventually("the foreign one is told", () => seen.length >= 2);
  await eventually("both were posted to us", () => receiver.requests.length >= 2);
  // Ours came along, and was known; the foreign one went back under our name, and was known then.
  await eventually("three fire there", async () => (await server.firing()).length === 3);
  expect(seen).toEqual(["Export failed error firing undefined", "DiskFull critical firing a:9100"]);
  expect((await alerts.history()).alerts.length).toBe(2);
});
