// Two workers, each with our instruments and prom-client's own under other names. The primary prints
// what prom-client makes of both.
import cluster from "node:cluster";
import { once } from "node:events";
import { createMetrics } from "@ettl/metrics";
import prometheus from "prom-client";

const aggregators = ["sum", "first", "average", "min", "max", "omit"];

if (cluster.isPrimary) {
  const registry = new prometheus.AggregatorRegistry();
  const workers = [cluster.fork(), cluster.fork()];
  await Promise.all(workers.map((worker) => once(worker, "message")));
  process.stdout.write(await registry.clusterMetrics());
  for (const worker of workers) worker.kill();
} else {
  const place = cluster.worker.id;
  const metrics = createMetrics({ version: "1", runtimeMetrics: false });
  const stock = new prometheus.Registry();
  prometheus.AggregatorRegistry.setRegistries([metrics.registry, stock]);
  // For listening to the primary's requests.
  new prometheus.AggregatorRegistry();
  const stockClasses = {
    counter: prometheus.Counter,
    gauge: prometheus.Gauge,
    histogram: prometheus.Histogram,
    summary: prometheus.Summary,
  };
  const sides = {
    ours: (type, config) => metrics[type](config),
    stock: (type, config) => new stockClasses[type]({ ...config, registers: [stock] }),
  };
  for (const [side, create] of Object.entries(sides)) {
    const config = (name) => ({ name: `${side}_${name}`, help: "H.", labelNames: ["a", "worker"] });
    const counter = create("counter", config("c_total"));
    counter.inc({ a: 'shared"\\\n' }, place);
    counter.inc({ a: "own", worker: place }, 10 * place);
    for (const aggregator of aggregators)
      create("gauge", { ...config(`g_${aggregator}`), aggregator }).set({ a: "x" }, place * 4);
    const histogram = create("histogram", { ...config("h"), buckets: [1, 2, 10] });
    const summary = create("summary", { ...config("s"), percentiles: [0.5] });
    for (const each of [histogram, summary]) {
      each.observe({ a: "x" }, place);
      each.observe({ worker: place, a: "y" }, 100);
    }
  }
  process.send("ready");
}
