/** What each side imports; a package is loaded by the first one that needs it. */
const imports: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>[]>>> = {
  ours: () => Promise.all([import("@ettl/tracing")]),
  "SDK by hand": () =>
    Promise.all([
      import("@opentelemetry/sdk-trace-base"),
      import("@opentelemetry/resources"),
      import("@opentelemetry/context-async-hooks"),
    ]),
  "SDK and its OTLP exporter": () =>
    Promise.all([
      import("@opentelemetry/sdk-trace-base"),
      import("@opentelemetry/resources"),
      import("@opentelemetry/context-async-hooks"),
      import("@opentelemetry/exporter-trace-otlp-proto"),
    ]),
  "@ettl/telemetry": () => Promise.all([import("@ettl/telemetry")]),
};

const [, , side = ""] = process.argv;
const load = imports[side];
if (!load) throw new Error(`no side "${side}"`);
const start = performance.now();
const modules = await load();
const ms = performance.now() - start;
const functions = modules.flatMap((module) =>
  Object.entries(module).flatMap(([name, value]) => (typeof value === "function" ? name : [])),
);
process.stdout.write(JSON.stringify({ ms, functions }));
