import { createTelemetry, loadTelemetryConfig } from "@ettl/telemetry";
import { type ServeOptions, serveApp, serverOptions, telemetryApp } from "@ettl/telemetry/hono";

export const authToken = "0123456789abcdef";
export const readToken = "fedcba9876543210";

/** Telemetry behind a server on a free port, as a program with routes of its own has it. */
export async function servedTelemetry(
  keys: Readonly<Record<string, string>> = {},
  options: Partial<ServeOptions> = {},
  addRoutes: (app: ReturnType<typeof telemetryApp>) => void = () => {},
) {
  const monitoring = Object.entries(keys).map(([key, value]) => [
    `ETTL_MONITORING__${key.toUpperCase()}`,
    value,
  ]);
  const config = await loadTelemetryConfig({
    env: { LOG_LEVEL: "fatal", ...Object.fromEntries(monitoring) },
  });
  const telemetry = await createTelemetry(config, { version: "1.2.3", listen: false });
  const app = telemetryApp(telemetry);
  addRoutes(app);
  const server = await serveApp(app, { ...serverOptions(telemetry), port: 0, ...options });
  await telemetry.start({ server });
  const port = Number(server.address.slice(server.address.lastIndexOf(":") + 1));
  return {
    telemetry,
    app,
    server,
    port,
    url: `http://${server.address}`,
    [Symbol.asyncDispose]: () => telemetry.stop({ timeoutMs: 500 }),
  };
}
