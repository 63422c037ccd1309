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
  const { origin, username, password, pathname, search, searchParams } = new URL(url);
  const code = reason instanceof Error && "code" in reason ? String(reason.code) : undefined;
  const message = reason instanceof Error ? reason.message : String(reason);
  const [, status, answer = ""] = /^push failed with status (\d+), (.*)$/s.exec(message) ?? [];
  const parts = [
    username,
    password,
    pathname.replace(/\/+$/, ""),
    search,
    ...searchParams.values(),
  ];
  const secrets = parts.flatMap((part) => [part, decoded(part)]).filter((part) => part !== "");
  // The longest first: a part of it may be another one.
  secrets.sort((a, b) => b.length - a.length);
  const withoutSecrets = (text: string) =>
    text.split(anyOf(secrets)).join("<secret>").replace(/\s+/g, " ").trim();
  if (status === undefined) return `${origin}: ${withoutSecrets(code ?? message)}`;
  // Cut last, or a part of a secret would be left at the end.
  const said = withoutSecrets(answer).slice(0, 300);
  return `${origin}: it answered ${status}${said && `: ${said}`}`;
}

/** Matches any of the texts; nothing if there is none. */
function anyOf(texts: readonly string[]): RegExp {
  const escaped = texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return texts.length === 0 ? /(?!)/ : new RegExp(escaped.join("|"));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
