/** What a scrubber can find; the word stands in the placeholder and in configuration files. */
export type RedactionKind =
  | "authorization"
  | "card"
  | "cookie"
  | "email"
  | "iban"
  | "ip"
  | "jwt"
  | "private_key"
  | "secret"
  | "ssn"
  | "token"
  | "url_credentials"
  | "url_secret";

/** Every kind there is. */
export const redactionKinds: readonly RedactionKind[] = [
  "authorization",
  "card",
  "cookie",
  "email",
  "iban",
  "ip",
  "jwt",
  "private_key",
  "secret",
  "ssn",
  "token",
  "url_credentials",
  "url_secret",
];

/** The kinds that are replaced unless others are asked for: all but `"ip"`. */
export const defaultRedactionKinds: readonly RedactionKind[] = redactionKinds.filter(
  (kind) => kind !== "ip",
);
