import { createTraktClient, type TraktCall, type TraktClientOptions } from "../src/trakt/client.ts";

/** A client for tests: the sandbox's token, short waits, and the calls it makes. */
export function testClient(baseUrl: string, options: Partial<TraktClientOptions> = {}) {
  const calls: TraktCall[] = [];
  const client = createTraktClient({
    baseUrl,
    clientId: "any-client-id",
    accessToken: "demo",
    userAgent: "ettl-exporter/0.0.0 (+https://example.org)",
    backoffMs: 1,
    instrument: (call, attempt) => {
      calls.push(call);
      return attempt();
    },
    ...options,
  });
  return Object.assign(client, { calls });
}

/** What the promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it did not reject");
}
