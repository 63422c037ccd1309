import { openOtel } from "./metrics/otel.ts";
import { openOurs } from "./metrics/ours.ts";
import { openPromClient } from "./metrics/prom-client.ts";
import { recordingRow } from "./metrics/recording-row.ts";
import { otel, ours, promClient } from "./metrics/recording-sides.ts";

// From a millisecond to 16 seconds, over all buckets: powers of two, whose sums are exact.
const seconds = Array.from({ length: 1024 }, (_, index) => 2 ** -10 * 2 ** (index % 15));

export const histogramLabels = recordingRow({
  name: "histogram-labels",
  work: "a histogram of 11 buckets, 3 constant labels as an object made at each call",
  goals: [{ peer: "prom-client", atMost: 1 / 5 }],
  sides: [
    ours(openOurs, ({ histogram }, count) => {
      for (let n = 0; n < count; n++)
        histogram.observe({ method: "GET", route: "/items", status: "200" }, secondsAt(n));
    }),
    promClient(openPromClient, ({ histogram }, count) => {
      for (let n = 0; n < count; n++)
        histogram.observe({ method: "GET", route: "/items", status: "200" }, secondsAt(n));
    }),
    otel(openOtel, ({ histogram }, count) => {
      for (let n = 0; n < count; n++)
        histogram.record(secondsAt(n), { method: "GET", route: "/items", status: "200" });
    }),
  ],
});

/** A child that knows its series. OpenTelemetry has none: its attributes are made once instead. */
export const histogramBound = recordingRow({
  name: "histogram-bound",
  work: "a histogram's child, bound to its 3 labels once, 11 buckets",
  goals: [{ peer: "prom-client", atMost: 1 / 18 }],
  sides: [
    ours(openOurs, ({ histogram }, count) => {
      const child = histogram.labels({ method: "GET", route: "/items", status: "200" });
      for (let n = 0; n < count; n++) child.observe(secondsAt(n));
    }),
    promClient(openPromClient, ({ histogram }, count) => {
      const child = histogram.labels({ method: "GET", route: "/items", status: "200" });
      for (let n = 0; n < count; n++) child.observe(secondsAt(n));
    }),
    otel(openOtel, ({ histogram }, count) => {
      const attributes = { method: "GET", route: "/items", status: "200" };
      for (let n = 0; n < count; n++) histogram.record(secondsAt(n), attributes);
    }),
  ],
});

const secondsAt = (n: number): number => seconds[n & 1023] ?? Number.NaN;
