// A program as others write them: it knows OpenTelemetry's instrumentation of fetch and node:http,
// installed elsewhere with an API of its own, and has our tracing registered below it.
// Arguments: where those packages are, and the collector.
import { once } from "node:events";
import { createRequire } from "node:module";
import { createTracing } from "@ettl/tracing";
import { trace } from "@opentelemetry/api";

const [folder, otlpEndpoint] = process.argv.slice(2);
const installed = createRequire(`${folder}/package.json`);

// Some libraries take their tracer at import, long before anything is registered.
const early = trace.getTracer("early", "1.0.0");
const tracing = createTracing({
  serviceName: "instrumented",
  serviceVersion: "1.2.3",
  environment: "test",
  otlpEndpoint,
  register: true,
});
const { registerInstrumentations } = installed("@opentelemetry/instrumentation");
const { HttpInstrumentation } = installed("@opentelemetry/instrumentation-http");
const { UndiciInstrumentation } = installed("@opentelemetry/instrumentation-undici");
registerInstrumentations({
  instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()],
});

const http = installed("node:http");
const server = http.createServer((request, response) => {
  const end = () => response.writeHead(request.url === "/missing" ? 404 : 200).end();
  tracing.withSpan(`handle ${request.url}`, end);
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${server.address().port}`;

await tracing.withSpan("job", async () => {
  await (await fetch(`${url}/found`)).text();
  await new Promise((resolve) => {
    http.get(`${url}/missing`, (response) => response.resume().on("end", resolve));
  });
  early.startActiveSpan("early", (span) => span.end());
});
server.close();
// The first flush posts to the collector. Were that traced, the second would have to tell.
await tracing.flush();
await tracing.flush();
await tracing.close();
console.log(JSON.stringify(tracing.stats()));
