import { availableParallelism } from "node:os";
import type { HealthCheck } from "../check.ts";

/** Shows the heap in use, the active resources and the processors. Always healthy. */
export function system(): HealthCheck {
  return {
    name: "system",
    run() {
      const megabytes = process.memoryUsage().heapUsed / 1024 / 1024;
      return {
        status: "healthy",
        message: `Memory usage: ${megabytes.toFixed(2)} MB`,
        details: {
          memory_alloc_mb: Number(megabytes.toFixed(2)),
          goroutines: process.getActiveResourcesInfo().length,
          num_cpu: availableParallelism(),
        },
      };
    },
  };
}
