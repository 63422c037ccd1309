import type { Tracing } from "../tracing.ts";

/** Where a process finds the trace that it is part of. */
export type Environment = Readonly<Record<string, string | undefined>>;

// https://opentelemetry.io/docs/specs/otel/context/env-carriers/
const variables = { traceparent: "TRACEPARENT", tracestate: "TRACESTATE", baggage: "BAGGAGE" };

/** What the environment of this process carries. */
export function fromEnvironment(environment: Environment): Record<string, string | undefined> {
  return mapVariables((field, variable) => [field, environment[variable]]);
}

/**
 * The active trace as variables for a child process: `{ env: { ...process.env, ...these } }`. All
 * three are there: one without a value takes away what the child would inherit of another trace.
 */
export function childEnvironment(
  tracing: Pick<Tracing, "inject">,
): Record<string, string | undefined> {
  const carrier: Record<string, string> = {};
  tracing.inject(carrier, { trusted: true });
  return mapVariables((field, variable) => [variable, carrier[field]]);
}

function mapVariables(
  entry: (field: string, variable: string) => [string, string | undefined],
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(variables).map(([field, variable]) => entry(field, variable)),
  );
}
