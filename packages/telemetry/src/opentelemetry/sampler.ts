import type { Environment } from "@ettl/config";
import type { Aliases } from "./variables.ts";

/** `OTEL_TRACES_SAMPLER` and its argument. */
export function samplerVariables(env: Environment): Aliases {
  return {
    OTEL_TRACES_SAMPLER: { key: "tracing.sampling_rate", read: samplingRate },
    ...(/^(parentbased_)?traceidratio$/.test(env.OTEL_TRACES_SAMPLER ?? "") && {
      OTEL_TRACES_SAMPLER_ARG: "tracing.sampling_rate",
    }),
  };
}

/**
 * Ours is always parent-based: a sampler that is not would tear traces apart where they pass from
 * one service to another. So the plain names mean the same here.
 */
function samplingRate(sampler: string): number {
  switch (sampler.replace(/^parentbased_/, "")) {
    case "always_on":
    case "traceidratio":
      return 1;
    case "always_off":
      return 0;
    default:
      throw new Error(
        "expected always_on, always_off or traceidratio, or one of them after parentbased_",
      );
  }
}
