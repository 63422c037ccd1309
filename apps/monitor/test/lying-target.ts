import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const at = () => new Date().toISOString();
const later = () => new Date(Date.now() + 3_600_000).toISOString();

/** What no honest program sends in the place of a text, a number, a time or an object. */
export const oddValues: readonly unknown[] = [
  null,
  -1e308,
  "constructor",
  "__proto__",
  "\ud800 half a letter \udc00",
  `"><script>window.stolen=1</script><svg/onload=window.stolen=1>`,
  "javascript:window.stolen=1",
  "+275760-09-13T00:00:00.000Z",
  [[[null]]],
  { toString: 1, valueOf: 1 },
  JSON.parse('{"__proto__": {"toString": 1}, "constructor": 1, "length": 9}'),
];

/** An honest object, and it once for each of its fields and each odd value in its place. */
function spoiled(honest: Readonly<Record<string, unknown>>): unknown[] {
  return [
    honest,
    ...oddValues,
    ...Object.keys(honest).flatMap((name) => oddValues.map((odd) => ({ ...honest, [name]: odd }))),
  ];
}

const delivery = {
  channel: "ops",
  outcome: "delivered",
  attempts: 1,
  error: "e",
};

let count = 0;
const alert = () => ({
  id: `id-${count++}`,
  fingerprint: `f-${count++}`,
  title: "title",
  message: "message",
  level: "error",
  source: "source",
  status: "firing",
  since: at(),
  timestamp: at(),
  resolved_at: at(),
  muted: false,
  told: ["ops"],
  labels: { component: "c" },
  metadata: { m: 1 },
  links: {
    trace: "https://t.example/1",
    dashboard: "https://d.example",
    runbook: "https://r.example",
  },
  trace_id: "0123456789abcdef0123456789abcdef",
  correlation_id: "c-1",
  deliveries: [delivery],
});

/** Each field of an alert spoiled in turn, and each field within those. */
export function lyingAlerts(): unknown[] {
  const honest = alert();
  const within = (name: "labels" | "links" | "metadata", keys: readonly string[]) =>
    keys.flatMap((key) =>
      oddValues.map((odd) => ({ ...alert(), [name]: { ...honest[name], [key]: odd } })),
    );
  return [
    ...spoiled(honest).map((one, index) =>
      typeof one === "object" &&
      one !== null &&
      "fingerprint" in one &&
      one.fingerprint === honest.fingerprint
        ? { ...one, fingerprint: `s-${index}` }
        : one,
    ),
    ...spoiled(delivery).map((one) => ({ ...alert(), deliveries: [one] })),
    ...within("labels", ["component", "heartbeat", "job", "other"]),
    ...within("links", ["trace", "dashboard", "runbook"]),
    ...within("metadata", ["reminder", "other"]),
    ...oddValues.map((odd) => ({ ...alert(), told: [odd] })),
  ];
}

const silence = {
  id: "s",
  reason: "r",
  created_by: "c",
  starts_at: at(),
  ends_at: later(),
  sources: ["*"],
  levels: ["error"],
  labels: { a: "b" },
  fingerprint: "f",
};

const component = {
  name: "part",
  status: "degraded",
  message: "m",
  last_checked: at(),
  duration_ms: 1,
  details: { a: 1 },
};

const channel = {
  name: "ops",
  delivered: 1,
  failed: 0,
  suppressed: 0,
  failures_in_a_row: 0,
  last_outcome: "delivered",
  last_outcome_at: at(),
  last_delivered_at: at(),
  last_error: "e",
  circuit: "closed",
};

const line = {
  timestamp: at(),
  level: "info",
  message: "m",
  correlation_id: "c",
  trace_id: "t",
  error: { message: "e" },
  more: 1,
};

const span = () => ({
  traceId: "0123456789abcdef0123456789abcdef",
  spanId: `s${count++}`,
  parentSpanId: "p",
  name: "n",
  kind: 1,
  flags: 0,
  startTimeUnixNano: `${Date.now()}000000`,
  endTimeUnixNano: `${Date.now() + 5}000000`,
  status: { code: 2, message: "m" },
  attributes: [{ key: "correlation_id", value: { stringValue: "c" } }],
  events: [{ name: "exception", attributes: [{ key: "k", value: { stringValue: "v" } }] }],
});

function spans(): unknown[] {
  const values = spoiled({
    stringValue: "x",
    intValue: "1",
    doubleValue: 1,
    arrayValue: { values: [] },
  });
  return [
    ...spoiled(span()),
    ...oddValues.map((odd) => ({ ...span(), traceId: odd })),
    ...values.map((value, index) => ({
      ...span(),
      traceId: `v-${index}`,
      attributes: [{ key: "http.route", value }],
    })),
    ...oddValues.map((key) => ({ ...span(), attributes: [{ key, value: { stringValue: "v" } }] })),
    ...spoiled({ name: "event", attributes: [] }).map((event) => ({ ...span(), events: [event] })),
    ...spoiled({ code: 2, message: "m" }).map((status) => ({ ...span(), status })),
  ];
}

/** A program whose answers have the shape of ettl's and nothing true in them. */
export async function lyingTarget(statusFields: Readonly<Record<string, unknown>> = {}) {
  const answers: Readonly<Record<string, () => string>> = {
    "/telemetry/status": () =>
      JSON.stringify({
        service_name: "liar",
        health: { status: "degraded", components: spoiled(component) },
        metrics_enabled: false,
        alerts: { count: count++, channels: spoiled(channel) },
        ...statusFields,
      }),
    "/alerts/firing": () => JSON.stringify({ alerts: lyingAlerts() }),
    "/alerts/history": () =>
      JSON.stringify({
        alerts: [
          ...lyingAlerts(),
          ...lyingAlerts().map((one) => Object.assign({}, one, { status: "resolved" })),
        ],
      }),
    "/alerts/silences": () => JSON.stringify({ silences: spoiled(silence) }),
    "/telemetry/logs": () =>
      [
        ...spoiled(line).map((one) => JSON.stringify(one)),
        "no JSON",
        "{",
        "\u0000",
        "]".repeat(9),
      ].join("\n"),
    "/telemetry/traces": () =>
      JSON.stringify({
        resourceSpans: [...oddValues, { scopeSpans: [...oddValues, { spans: spans() }] }],
      }),
  };
  const server = createServer(({ url = "" }, response) => {
    const answer = answers[url.split("?", 1)[0] ?? ""];
    response.statusCode = answer === undefined ? 404 : 200;
    response.setHeader("Content-Type", "application/json");
    response.end(answer?.());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
