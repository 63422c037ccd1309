import { createHash } from "node:crypto";

/** A line in the two forms in which it can be looked through. */
export interface Line {
  /** The finished line of JSON. */
  readonly text: string;
  /** Message, ids and fields, as far as they are strings: what a logger gets from outside. */
  readonly values: readonly string[];
}

export interface DirtyLine extends Line {
  readonly kind: string;
  /** What must be gone. */
  readonly secret: string;
}

/**
 * Lines as a service writes them, with ids, times and figures that only look like something. They
 * differ, so that no engine can remember an answer.
 */
export const cleanLines: readonly Line[] = Array.from({ length: 64 }, (_, number) =>
  lineOf(number, "export.completed", {
    correlation_id: uuid(`correlation ${number}`),
    trace_id: hex(`trace ${number}`, 32),
    span_id: hex(`span ${number}`, 16),
    operation_type: "watched",
    duration_ms: 1000 + number,
    format: "csv",
    complete: true,
  }),
);

// A token's parts, put together here: as one text they would look like somebody's secret.
const jwt = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiJhbm5hIn0", hex("signature", 43)].join(".");

/** What every side must find. */
export const dirtyLines: readonly DirtyLine[] = [
  dirty("e-mail address", "anna.berg@example.org", (secret) => `mail sent to ${secret}`),
  dirty("card number", "4111 1111 1111 1111", (secret) => `paid with ${secret} today`),
  dirty("card number without spaces", "5555555555554444", (secret) => `paid with ${secret}`),
  dirty("bearer token", hex("bearer", 40), (secret) => `Authorization: Bearer ${secret}`),
  dirty("JWT", jwt, (secret) => `session ${secret} has ended`),
  dirty(
    "password in a URL",
    "correct-horse",
    (secret) => `no answer from postgres://app:${secret}@db.internal:5432/main`,
  ),
];

function dirty(kind: string, secret: string, sentence: (secret: string) => string): DirtyLine {
  return { ...lineOf(0, sentence(secret), { format: "csv" }), kind, secret };
}

function lineOf(number: number, message: string, fields: Readonly<Record<string, unknown>>): Line {
  const timestamp = new Date(Date.UTC(2026, 0, 1) + number * 1_234_567).toISOString();
  const values = [message, ...Object.values(fields)].filter((value) => typeof value === "string");
  return { text: JSON.stringify({ timestamp, level: "info", message, ...fields }), values };
}

function hex(seed: string, length: number): string {
  return createHash("sha256").update(seed).digest("hex").slice(0, length);
}

function uuid(seed: string): string {
  const digits = hex(seed, 32);
  const parts = [0, 8, 12, 16, 20].map((start, part) =>
    digits.slice(start, [8, 12, 16, 20, 32][part]),
  );
  return parts.join("-");
}
