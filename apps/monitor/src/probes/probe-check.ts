import type { HealthCheck } from "@ettl/health";
import { certificate } from "@ettl/health/checks/certificate";
import { dns } from "@ettl/health/checks/dns";
import { http } from "@ettl/health/checks/http";
import { tcp } from "@ettl/health/checks/tcp";
import type { ProbeConfig } from "../config/probes.ts";

/**
 * Makes the check of a probe.
 *
 * @throws {TypeError} when the address or a condition can't be one; the message names the probe.
 */
export function probeCheck({ public: _, ...probe }: ProbeConfig): HealthCheck {
  switch (probe.type) {
    case "http": {
      const { type, ...options } = probe;
      return http(options);
    }
    case "tcp": {
      const { type, ...options } = probe;
      return tcp(options);
    }
    case "dns": {
      const { type, record, ...options } = probe;
      return dns({ ...options, ...(record !== undefined && { type: record }) });
    }
    case "certificate": {
      const { type, ...options } = probe;
      return certificate(options);
    }
  }
}
