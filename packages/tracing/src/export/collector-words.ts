import type { PostAnswer } from "./http-post.ts";
import { protobufField } from "./otlp/protobuf-field.ts";
import { percentDecoded } from "./percent-decoded.ts";

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
  const { username, password } = url;
  const given = [
    username,
    password,
    Buffer.from(`${percentDecoded(username)}:${percentDecoded(password)}`).toString("base64"),
    ...url.searchParams.values(),
    // A value such as "Bearer xyz" may come back in parts.
    ...Object.values(headers).flatMap((value) => [value, ...value.split(/[\s,;=]+/)]),
  ];
  const secrets = [...new Set(given.flatMap((text) => [text, percentDecoded(text)]))]
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
  if (/^application\/json/i.test(contentType)) {
    const message = jsonValue(body, ["message"]);
    return typeof message === "string" ? message : "";
  }
  return /^text\/plain/i.test(contentType) ? body.toString() : "";
}

/** What is at a path in an object of JSON; undefined where there is nothing. */
export function jsonValue(body: Buffer, path: readonly string[]): unknown {
  try {
    let value: unknown = JSON.parse(body.toString());
    for (const key of path) value = (value as Record<string, unknown> | null)?.[key];
    return value;
  } catch {
    return undefined;
  }
}
