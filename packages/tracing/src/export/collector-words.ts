import type { PostAnswer } from "./http-post.ts";
import { protobufField } from "./otlp/protobuf-field.ts";

const longest = 200;
/** Shorter ones are in every other word. */
const shortestSecret = 4;

/** Makes the words of a collector fit to be shown. */
export type Showable = (words: string) => string | undefined;

/**
 * One printable line of at most 200 characters, without what we sent to prove who we are, should the
 * other side repeat it. Undefined if nothing is left.
 */
export function showableWords(url: URL, headers: Readonly<Record<string, string>> = {}): Showable {
  const given = [
    url.username,
    url.password,
    ...url.searchParams.values(),
    // A value such as "Bearer xyz" may come back in parts.
    ...Object.values(headers).flatMap((value) => [value, ...value.split(/[\s,;=]+/)]),
  ];
  const secrets = [...new Set(given.flatMap((text) => [text, decoded(text)]))]
    .filter(({ length }) => length >= shortestSecret)
    .sort((one, other) => other.length - one.length);
  const hidden = (text: string) =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, "<secret>"), text);
  return (words) => {
    const line = hidden(hidden(words).replace(/[\p{C}\p{Z}]+/gu, " ")).trim();
    const characters = [...line];
    if (characters.length === 0) return undefined;
    return characters.length > longest ? `${characters.slice(0, longest - 1).join("")}…` : line;
  };
}

/**
 * What a collector says of a request that it refused, by the kind of its answer: OTLP's status, a
 * message in JSON, or plain text. Pages for people are left out.
 */
export function refusalWords({ contentType, body }: PostAnswer): string {
  if (/^application\/x-protobuf/i.test(contentType)) {
    const message = protobufField(body, 2);
    return Buffer.isBuffer(message) ? message.toString() : "";
  }
  if (/^application\/json/i.test(contentType)) return jsonText(body, "message") ?? "";
  return /^text\/plain/i.test(contentType) ? body.toString() : "";
}

/** A text in an object of JSON; undefined where there is none. */
export function jsonText(body: Buffer, ...path: readonly string[]): string | undefined {
  const value = jsonValue(body, path);
  return typeof value === "string" ? value : undefined;
}

export function jsonValue(body: Buffer, path: readonly string[]): unknown {
  try {
    let value: unknown = JSON.parse(body.toString());
    for (const key of path) value = (value as Record<string, unknown> | null)?.[key];
    return value;
  } catch {
    return undefined;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
