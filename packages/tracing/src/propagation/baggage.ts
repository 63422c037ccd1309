import {
  type Baggage,
  type BaggageEntry,
  baggageEntryMetadataFromString,
  type Context,
  propagation,
} from "@opentelemetry/api";
import { withoutBlanks } from "./blanks.ts";

// https://www.w3.org/TR/baggage/#header-content
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const validValue = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
/** As it is sent where nothing is to be encoded: most values. */
const plainValue = /^[\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
const toEncode = /[^\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+/gu;
/** Properties as they may stand in the header: no comma, quote, backslash or control character. */
const validProperties = /^[\t\x20\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]*$/;

const mostMembers = 64;
const longestHeader = 8192;

/**
 * What `baggage` headers say: what follows the first semicolon of a member becomes its metadata.
 * Members that are not valid are left out, and so is what lies beyond 64 members or 8192 characters.
 */
export function parseBaggage(headers: string | readonly string[]): Baggage | undefined {
  const header = typeof headers === "string" ? headers : headers.join(",");
  const entries: Record<string, BaggageEntry> = {};
  let count = 0;
  let length = 0;
  for (const part of header.split(",")) {
    const member = withoutBlanks(part);
    length += member.length + 1;
    if (length - 1 > longestHeader || count === mostMembers) break;
    if (addMember(entries, member)) count++;
  }
  return count > 0 ? propagation.createBaggage(entries) : undefined;
}

/** Whether it was one more. */
function addMember(entries: Record<string, BaggageEntry>, member: string): boolean {
  const semicolon = member.indexOf(";");
  const pair = semicolon < 0 ? member : member.slice(0, semicolon);
  const equals = pair.indexOf("=");
  if (equals < 0) return false;
  const key = withoutBlanks(pair.slice(0, equals));
  const value = withoutBlanks(pair.slice(equals + 1));
  if (!token.test(key) || !validValue.test(value)) return false;
  const properties = semicolon < 0 ? "" : withoutBlanks(member.slice(semicolon + 1));
  const isNew = !Object.hasOwn(entries, key);
  const entry =
    properties === ""
      ? { value: decoded(value) }
      : { value: decoded(value), metadata: baggageEntryMetadataFromString(properties) };
  // A plain assignment, but for the one name where that would be something else.
  if (key === "__proto__")
    Object.defineProperty(entries, key, { value: entry, enumerable: true, configurable: true });
  else entries[key] = entry;
  return isNew;
}

/** The header to send, or undefined for none: the first entries that are valid and find room. */
export function formatBaggage(entries: Iterable<readonly [string, BaggageEntry]>) {
  const members: string[] = [];
  let length = -1;
  for (const [key, { value, metadata }] of entries) {
    if (members.length === mostMembers) break;
    if (!token.test(key) || typeof value !== "string") continue;
    const properties = metadata?.toString() ?? "";
    const kept = properties !== "" && validProperties.test(properties) ? `;${properties}` : "";
    const member = `${key}=${encoded(value)}${kept}`;
    if (length + 1 + member.length > longestHeader) continue;
    length += 1 + member.length;
    members.push(member);
  }
  return members.length > 0 ? members.join(",") : undefined;
}

/** What the baggage of a context says, without metadata. */
export function baggageValues(context: Context): Record<string, string> {
  const entries = propagation.getBaggage(context)?.getAllEntries() ?? [];
  return Object.fromEntries(entries.map(([key, { value }]) => [key, value]));
}

const loneSurrogate = /\p{Surrogate}/gu;

function encoded(value: string): string {
  if (plainValue.test(value)) return value;
  return value.replace(loneSurrogate, "\ufffd").replace(toEncode, encodeURIComponent);
}

function decoded(value: string): string {
  if (!value.includes("%")) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    // Bytes that are no UTF-8 become replacement characters, one bad `%` leaves the others alone.
    return value.replace(/(?:%[0-9A-Fa-f]{2})+/g, (codes) =>
      new TextDecoder().decode(
        Uint8Array.from(codes.slice(1).split("%"), (code) => Number.parseInt(code, 16)),
      ),
    );
  }
}
