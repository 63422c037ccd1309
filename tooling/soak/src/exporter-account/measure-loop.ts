// Loaded into the exporter before its own code: says at the end what it cost.
import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
process.once("exit", () => {
  delay.disable();
  const { maxRSS } = process.resourceUsage();
  const ms = (nanoseconds: number) => nanoseconds / 1e6;
  const measured = {
    // In kilobytes, getrusage(2) says.
    rssBytes: maxRSS * 1024,
    delayP99Ms: ms(delay.percentile(99)),
    delayMaxMs: ms(delay.max),
  };
  writeFileSync(process.env.ETTL_SOAK_MEASURED ?? "", JSON.stringify(measured));
});
