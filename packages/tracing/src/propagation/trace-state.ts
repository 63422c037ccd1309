import type { TraceState } from "@opentelemetry/api";
import { withoutBlanks } from "./blanks.ts";

// https://www.w3.org/TR/trace-context-2/#tracestate-header
const validKey = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/;
const validValue = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
const mostMembers = 32;

/** What everybody passes on at least, and what is sent at most, in characters. */
const longestHeader = 512;
/** Longer members are the first to go where the header is too long. */
const longMember = 128;

/**
 * What `tracestate` headers say, in their order; undefined if that is nothing, or if anything in
 * them is not valid. Of a key that comes twice, the first member counts: it is the newer one.
 */
export function parseTraceState(headers: string | readonly string[]): TraceState | undefined {
  const header = typeof headers === "string" ? headers : headers.join(",");
  const members = new Map<string, string>();
  let count = 0;
  for (const part of header.split(",")) {
    const member = withoutBlanks(part);
    if (member === "") continue;
    const equals = member.indexOf("=");
    const key = member.slice(0, equals);
    const value = member.slice(equals + 1);
    if (equals < 0 || ++count > mostMembers) return undefined;
    if (!validKey.test(key) || !validValue.test(value)) return undefined;
    if (!members.has(key)) members.set(key, value);
  }
  return members.size > 0 ? new MemberList(members) : undefined;
}

/** The header to send: valid whoever made the state, without the members that make it too long. */
export function formatTraceState(state: TraceState): string | undefined {
  const checked = state instanceof MemberList ? state : parseTraceState(state.serialize());
  if (!checked) return undefined;
  const header = checked.serialize();
  return header.length <= longestHeader ? header : shortened(header.split(",")) || undefined;
}

/** Whole members go: the long ones first, then any, of both the last first. */
function shortened(members: string[]): string {
  let length = members.join(",").length;
  for (const isCandidate of [(member: string) => member.length > longMember, () => true])
    for (let at = members.length - 1; at >= 0 && length > longestHeader; at--) {
      const member = members[at];
      if (member === undefined || !isCandidate(member)) continue;
      members.splice(at, 1);
      length -= member.length + 1;
    }
  return members.join(",");
}

/** Never changed: what sets a member makes another list. */
class MemberList implements TraceState {
  readonly #members: ReadonlyMap<string, string>;
  #text: string | undefined;

  constructor(members: ReadonlyMap<string, string>) {
    this.#members = members;
  }

  /** The member goes to the front. One that is not valid changes nothing. */
  set(key: string, value: string): TraceState {
    if (!validKey.test(key) || !validValue.test(value)) return this;
    const others = [...this.#members].filter(([other]) => other !== key);
    return new MemberList(new Map([[key, value], ...others.slice(0, mostMembers - 1)]));
  }

  unset(key: string): TraceState {
    return new MemberList(new Map([...this.#members].filter(([other]) => other !== key)));
  }

  get(key: string): string | undefined {
    return this.#members.get(key);
  }

  serialize(): string {
    this.#text ??= Array.from(this.#members, ([key, value]) => `${key}=${value}`).join(",");
    return this.#text;
  }
}
