// Counts what it is told to, and serves its metrics at the address that is its argument.
import { createServer } from "node:http";
import { createMetrics } from "@ettl/metrics";

const [host, port] = (process.argv[2] ?? "").split(":");
const metrics = createMetrics({ version: "1.0.0" });
const work = metrics.counter({ name: "work_total", help: "Work that was done." });

const server = createServer(async ({ url = "", method, headers }, response) => {
  if (method === "POST") {
    work.inc(Number(new URL(url, "http://localhost").searchParams.get("amount")));
    response.end();
    return;
  }
  const { body, contentType } = await metrics.scrape({ accept: headers.accept });
  response.writeHead(200, { "content-type": contentType }).end(body);
});
server.listen(Number(port), host, () => process.stdout.write("ready\n"));
