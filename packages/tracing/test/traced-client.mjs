// A program that calls another, within a span. Arguments: an OTLP endpoint, the URL to call, baggage
// hosts. It prints what the other answered.
import { createTracing } from "@ettl/tracing";
import { tracedFetch } from "@ettl/tracing/fetch";

const [, , otlpEndpoint, url, ...baggageHosts] = process.argv;
const tracing = createTracing({
  serviceName: "client",
  serviceVersion: "1.0.0",
  environment: "test",
  otlpEndpoint,
  baggageHosts,
  baggage: () => ({ correlation_id: "c-1" }),
});
const call = tracedFetch(tracing);
process.exitCode = await tracing.withCommandSpan(
  // biome-ignore lint/style/noProcessEnv: this is a program, and so what reads the environment
  { argv: process.argv, environment: process.env },
  async () => {
    const response = await call(url, { tracing: { urlTemplate: "/films/{id}" } });
    console.log(await response.text());
    return 0;
  },
);
await tracing.close();
