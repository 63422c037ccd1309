// A program that is called and calls on: POST /call makes it post to each `url` of the JSON list in
// the body. It prints its address, and ends with SIGTERM. Arguments: an OTLP endpoint, baggage hosts.
import { createTracing } from "@ettl/tracing";
import { tracedFetch } from "@ettl/tracing/fetch";
import { traceRequests } from "@ettl/tracing/hono";
import { Hono } from "hono";
import { serve } from "./serve.mjs";

const [, , otlpEndpoint, ...baggageHosts] = process.argv;
const tracing = createTracing({
  serviceName: "server",
  serviceVersion: "1.0.0",
  environment: "test",
  ...(otlpEndpoint && { otlpEndpoint }),
  baggageHosts,
});
const call = tracedFetch(tracing);
const app = new Hono();
app.use(traceRequests(tracing));
app.post("/call", async (context) => {
  for (const { url } of await context.req.json()) await call(url, { method: "POST" });
  return context.text("called");
});
app.get("/films/:id", (context) => context.json(tracing.baggage()));

const { server, url } = await serve(app);
console.log(`listening on ${url}`);
process.once("SIGTERM", async () => {
  server.close();
  server.closeAllConnections();
  await tracing.close();
});
