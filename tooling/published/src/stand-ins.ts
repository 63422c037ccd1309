import { freePort, httpReceiver } from "@ettl-tooling/test";

/** What an example of a README talks to, in its place. */
export interface StandIn extends AsyncDisposable {
  readonly variables: Readonly<Record<string, string>>;
  /** What it should have been told and was not. */
  complaints(): string[];
}

/** A collector, a server of ntfy, a free port: by the package whose example wants it. */
export async function standInFor(name: string): Promise<StandIn> {
  if (name === "@ettl/tracing") return await receiver("OTEL_EXPORTER_OTLP_ENDPOINT", "/v1/traces");
  if (name === "ettl-channel-ntfy") return await receiver("NTFY_TOPIC_URL", "/", "/my-alerts");
  const variables = { MONITORING_PORT: String(await freePort()) };
  return {
    variables: name === "@ettl/telemetry" ? variables : {},
    complaints: () => [],
    [Symbol.asyncDispose]: async () => {},
  };
}

async function receiver(variable: string, expectedPath: string, path = ""): Promise<StandIn> {
  const server = await httpReceiver();
  return {
    variables: { [variable]: server.url + path },
    complaints() {
      const got = server.requests.map(({ method, url }) => `${method} ${url}`);
      const expected = `POST ${expectedPath}`;
      return got.join() === expected ? [] : [`expected one ${expected}, got ${got.join()}`];
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
