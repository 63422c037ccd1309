import { Pushgateway, Registry } from "prom-client";
import type { MetricFamily } from "./metric-families.ts";
import type { PushTarget } from "./push-target.ts";

interface Sending {
  readonly signal: AbortSignal;
  readonly merge: boolean;
  /** Labels of the group's key besides those of the target. */
  readonly more?: Readonly<Record<string, string>>;
}

/** @throws what prom-client rejects with, also for a redirect. */
export async function sendToGateway(
  target: PushTarget,
  families: readonly MetricFamily[],
  { signal, merge, more }: Sending,
): Promise<void> {
  signal.throwIfAborted();
  const gateway = new Pushgateway(
    target.url,
    {
      path: target.path(more),
      headers: { "Content-Type": Registry.PROMETHEUS_CONTENT_TYPE },
      // A connection of its own, so that none is left open.
      agent: false,
      signal,
    },
    new TextRegistry(families.map(({ text }) => text).join("\n")),
  );
  // It asks for a name, though the path has it.
  const named = { jobName: "job" };
  const { resp } = await (merge ? gateway.pushAdd(named) : gateway.push(named));
  const status = (resp as { statusCode?: number }).statusCode ?? 0;
  // The client takes a redirect for a success.
  if (status < 200 || status > 299) throw new Error(`push failed with status ${status}, `);
}

/** What prom-client's Pushgateway pushes: a text that is there already. */
class TextRegistry extends Registry {
  readonly #text: string;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  override metrics(): Promise<string> {
    return Promise.resolve(this.#text);
  }
}

/** Why a push failed, without anything of the URL but its origin. */
export function failureSentence(reason: unknown, url: string): string {
  if (reason instanceof TypeError && !("code" in reason)) return reason.message;
  const { origin, username, password, search } = new URL(url);
  const code = reason instanceof Error && "code" in reason ? String(reason.code) : undefined;
  const message = reason instanceof Error ? reason.message : String(reason);
  const [, status, answer = ""] = /^push failed with status (\d+), (.*)$/s.exec(message) ?? [];
  const said = answer.slice(0, 300).replace(/\s+/g, " ").trim();
  let text = code ?? message;
  if (status !== undefined) text = `it answered ${status}${said && `: ${said}`}`;
  for (const secret of [username, password, search].flatMap((part) => [part, decoded(part)]))
    if (secret !== "") text = text.replaceAll(secret, "<secret>");
  return `${origin}: ${text}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
