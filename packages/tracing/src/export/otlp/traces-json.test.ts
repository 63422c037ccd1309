import { createTracing } from "@ettl/tracing";
import { expect, test } from "vitest";

test("a hole in a list is an empty value, for readers of OTLP's JSON refuse null", () => {
  const service = { serviceName: "shop", serviceVersion: "1.2.3", environment: "test" };
  const tracing = createTracing({ ...service, recentSpans: 1 });
  tracing.withSpan(
    "holes",
    { attributes: { list: Object.assign(Array(2), { 2: "a" }) } },
    () => {},
  );
  const [attribute] =
    tracing.recentTraces().resourceSpans[0]?.scopeSpans[0]?.spans[0]?.attributes ?? [];
  expect(JSON.stringify(attribute?.value)).toBe(
    '{"arrayValue":{"values":[{},{},{"stringValue":"a"}]}}',
  );
});
