import { openOtel } from "./metrics/otel.ts";
import { openOurs } from "./metrics/ours.ts";
import { openPromClient } from "./metrics/prom-client.ts";
import { recordingRow } from "./metrics/recording-row.ts";
import { otel, ours, promClient } from "./metrics/recording-sides.ts";

/** Where every call is to find room for its series. */
const roomForAll = 10_000_000;
/** So many series exist before the first sample that overflows. */
const cap = 2000;
const knownRoutes = 100;

/** The labels that a handler writes down: an object literal, made at each call. */
export const counterLabels = recordingRow({
  name: "counter-labels",
  work: "a counter, 3 constant labels as an object made at each call",
  goals: [{ peer: "prom-client", atMost: 0.25 }],
  sides: [
    ours(openOurs, ({ counter }, count) => {
      for (let n = 0; n < count; n++)
        counter.inc({ method: "GET", route: "/items", status: "200" });
    }),
    promClient(openPromClient, ({ counter }, count) => {
      for (let n = 0; n < count; n++)
        counter.inc({ method: "GET", route: "/items", status: "200" });
    }),
    otel(openOtel, ({ counter }, count) => {
      for (let n = 0; n < count; n++)
        counter.add(1, { method: "GET", route: "/items", status: "200" });
    }),
  ],
});

/** One label is put together anew at each call, so that no table of strings knows it. */
export const counterFreshLabel = recordingRow({
  name: "counter-fresh-label",
  work: `a counter, 3 labels, one of them a new string that is one of ${knownRoutes} known values`,
  goals: [{ peer: "prom-client", atMost: 0.67 }],
  sides: [
    ours(openOurs, ({ counter }, count) => {
      for (let n = 0; n < count; n++)
        counter.inc({ method: "GET", route: `/api/items/${n % knownRoutes}`, status: "200" });
    }),
    promClient(openPromClient, ({ counter }, count) => {
      for (let n = 0; n < count; n++)
        counter.inc({ method: "GET", route: `/api/items/${n % knownRoutes}`, status: "200" });
    }),
    otel(openOtel, ({ counter }, count) => {
      for (let n = 0; n < count; n++)
        counter.add(1, { method: "GET", route: `/api/items/${n % knownRoutes}`, status: "200" });
    }),
  ],
});

/** What an attacker or a careless label does: each call makes a series. */
export const counterNewSeries = recordingRow({
  name: "counter-new-series",
  work: "a counter, 3 labels that are new at each call, so that each call makes a series",
  goals: [{ peer: "prom-client", atMost: 1 }],
  reopen: true,
  sides: [
    ours(
      () => openOurs(roomForAll),
      ({ counter }, count) => {
        for (let n = 0; n < count; n++)
          counter.inc({ method: `method-${n}`, route: `/api/items/${n}`, status: `status-${n}` });
      },
    ),
    promClient(openPromClient, ({ counter }, count) => {
      for (let n = 0; n < count; n++)
        counter.inc({ method: `method-${n}`, route: `/api/items/${n}`, status: `status-${n}` });
    }),
    otel(
      () => openOtel(roomForAll),
      ({ counter }, count) => {
        for (let n = 0; n < count; n++)
          counter.add(1, {
            method: `method-${n}`,
            route: `/api/items/${n}`,
            status: `status-${n}`,
          });
      },
    ),
  ],
});

/** The same calls when there is no room: ours and OpenTelemetry's SDK bound them, prom-client does not. */
export const counterOverflow = recordingRow({
  name: "counter-overflow",
  work: `a counter past its ${cap} series, 3 labels that are new at each call; prom-client has no bound`,
  goals: [],
  reopen: true,
  facts: (lines) => [`sum ${lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0)}`],
  sides: [
    ours(fullOurs, ({ counter }, count) => {
      for (let n = 0; n < count; n++)
        counter.inc({ method: `method-${n}`, route: `/api/items/${n}`, status: `status-${n}` });
    }),
    promClient(fullPromClient, ({ counter }, count) => {
      for (let n = 0; n < count; n++)
        counter.inc({ method: `method-${n}`, route: `/api/items/${n}`, status: `status-${n}` });
    }),
    otel(fullOtel, ({ counter }, count) => {
      for (let n = 0; n < count; n++)
        counter.add(1, { method: `method-${n}`, route: `/api/items/${n}`, status: `status-${n}` });
    }),
  ],
});

/** A child that knows its series. OpenTelemetry has none: its attributes are made once instead. */
export const counterBound = recordingRow({
  name: "counter-bound",
  work: "a counter's child, bound to its 3 labels once",
  goals: [{ peer: "prom-client", atMost: 1 / 30 }],
  sides: [
    ours(openOurs, ({ counter }, count) => {
      const child = counter.labels({ method: "GET", route: "/items", status: "200" });
      for (let n = 0; n < count; n++) child.inc();
    }),
    promClient(openPromClient, ({ counter }, count) => {
      const child = counter.labels({ method: "GET", route: "/items", status: "200" });
      for (let n = 0; n < count; n++) child.inc();
    }),
    otel(openOtel, ({ counter }, count) => {
      const attributes = { method: "GET", route: "/items", status: "200" };
      for (let n = 0; n < count; n++) counter.add(1, attributes);
    }),
  ],
});

function fullOurs() {
  const opened = openOurs(cap);
  fill((labels) => opened.counter.inc(labels));
  return opened;
}

function fullPromClient() {
  const opened = openPromClient();
  fill((labels) => opened.counter.inc(labels));
  return opened;
}

function fullOtel() {
  const opened = openOtel(cap);
  fill((labels) => opened.counter.add(1, labels));
  return opened;
}

function fill(inc: (labels: Record<string, string>) => void): void {
  for (let n = 0; n < cap; n++) inc({ method: "GET", route: `/pages/${n}`, status: "200" });
}
