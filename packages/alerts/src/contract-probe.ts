import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { Alert } from "./alert.ts";
import type { Channel } from "./channel.ts";

/** What is sent. */
export const sample: Alert = Object.freeze({
  id: "6f1c2f0e-6a0e-4d38-9d0c-000000000001",
  fingerprint: "00000000000000000000000000000001",
  level: "error",
  title: "Contract title",
  message: "Contract message",
  source: "contract",
  timestamp: "2024-01-15T10:30:00.000Z",
  status: "firing",
  resolved: false,
  labels: Object.freeze({ region: "eu" }),
  metadata: Object.freeze({ attempt: 1 }),
});

/** Sends a frozen alert. */
export async function send(
  channel: Channel,
  alert: Alert = sample,
  signal: AbortSignal = AbortSignal.timeout(20_000),
): Promise<void> {
  await channel.send(Object.freeze(alert), { signal });
}

/** What a channel rejects with. */
export async function failureOf(channel: Channel): Promise<unknown> {
  try {
    await send(channel);
  } catch (error) {
    return error;
  }
  throw new assert.AssertionError({ message: "send resolved, although nothing was accepted" });
}

/** The secret must not be in an error, nor in its causes. */
export function assertSilent(error: unknown, secret: string): void {
  const shown = [String(error), inspect(error, { depth: 10 }), messagesOf(error)].join("\n");
  assert.ok(!shown.includes(secret), "the secret of the URL is in the error");
}

/** Messages along the chain of causes, which `inspect` may leave out. */
function messagesOf(error: unknown): string {
  return error instanceof Error ? `${error.message}\n${messagesOf(error.cause)}` : "";
}

/** What became of a promise within 20 seconds. */
export async function outcomeOf(
  sent: Promise<void>,
): Promise<"resolved" | "rejected" | "unsettled"> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<"unsettled">((resolve) => {
    timer = setTimeout(resolve, 20_000, "unsettled");
  });
  const settled = sent.then(
    () => "resolved" as const,
    () => "rejected" as const,
  );
  return Promise.race([settled, expired]).finally(() => clearTimeout(timer));
}
