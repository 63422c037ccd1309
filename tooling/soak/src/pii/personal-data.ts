import { withIbanDigits, withLuhnDigit } from "./check-digits.ts";
import { alphanumeric, digits, hex, lower, type Random, upper } from "./random.ts";

/** What is hidden in a line, and the text that it appears in. */
export interface Sample {
  readonly secret: string;
  readonly alsoSecret?: readonly string[];
  /** The secret with what belongs to it, as in `Bearer …`; the secret itself if absent. */
  readonly text?: string;
}

export type Make = (random: Random) => Sample;

const givenNames = [
  "anna",
  "jean-luc",
  "m.rossi",
  "o_brien",
  "Sofia",
  "k_nowak",
  "yuki",
  "deniz",
  "lars.erik",
  "ines",
] as const;
const hosts = [
  "example.com",
  "mail.example.org",
  "firma-beispiel.de",
  "exemple.fr",
  "ejemplo.es",
  "sub.domain.co.uk",
  "example.travel",
  "post.example.co.jp",
] as const;

export const email: Make = (random) => {
  const tag = random.pick(["", "", `+${random.text(lower, 5)}`, random.text(digits, 3)]);
  return {
    secret: `${random.pick(givenNames)}.${random.text(lower, 6)}${tag}@${random.pick(hosts)}`,
  };
};

const issuers = [
  ["4", 16],
  ["4", 16],
  ["51", 16],
  ["53", 16],
  ["55", 16],
  ["2221", 16],
  ["2720", 16],
  ["34", 15],
  ["37", 15],
  ["6011", 16],
  ["65", 16],
  ["36", 14],
  ["3530", 16],
] as const;

export const card: Make = (random) => {
  const [prefix, length] = random.pick(issuers);
  const number = withLuhnDigit(prefix + random.text(digits, length - prefix.length - 1));
  const separator = random.pick(["", "", " ", "-"]);
  if (separator === "") return { secret: number };
  const groups = number.length === 16 ? /\d{4}/g : /^\d{4}|\d{6}|\d+$/g;
  return {
    secret: (number.match(groups) ?? []).join(separator),
    alsoSecret: [number],
  };
};

const countries = [
  ["DE", 18],
  ["AT", 16],
  ["CH", 17],
  ["BE", 12],
  ["ES", 20],
  ["PL", 24],
  ["SE", 20],
  ["NO", 11],
  ["DK", 14],
  ["PT", 21],
  ["FI", 14],
  ["CZ", 20],
  ["FR", 23],
  ["NL", 14],
  ["GB", 18],
  ["IT", 23],
] as const;

const account = (random: Random, country: string, length: number) => {
  if (country === "NL" || country === "GB")
    return random.text(upper, 4) + random.text(digits, length - 4);
  if (country === "IT") return random.text(upper, 1) + random.text(digits, length - 1);
  return random.text(digits, length);
};

export const iban: Make = (random) => {
  const [country, length] = random.pick(countries);
  const compact = withIbanDigits(country, account(random, country, length));
  if (random.below(2) === 0) return { secret: compact };
  return { secret: (compact.match(/.{1,4}/g) ?? []).join(" "), alsoSecret: [compact] };
};

/** An IBAN in all but its check digits. */
export const brokenIban = (random: Random) => {
  const [country, length] = random.pick(countries);
  const right = withIbanDigits(country, account(random, country, length));
  const check = ((Number(right.slice(2, 4)) + 1 + random.below(50)) % 97).toString();
  return right.slice(0, 2) + check.padStart(2, "0") + right.slice(4);
};

export const ipv4: Make = (random) => {
  const octet = () => 10 + random.below(240);
  return { secret: `${octet()}.${octet()}.${octet()}.${octet()}` };
};

export const ipv6: Make = (random) => {
  const group = () => `${random.text("12345678abcdef", 1)}${random.text(hex, 3)}`;
  const full = ["2001", "0db8", ...Array.from({ length: 6 }, group)].join(":");
  return {
    secret: random.pick([
      full,
      `2001:db8::${group()}:${group()}`,
      `fe80::${group()}:${group()}:${group()}`,
    ]),
  };
};

/** A password that nothing but its name gives away; safe in URLs, pairs and JSON. */
export const passphrase = (random: Random) =>
  random.text(alphanumeric, 9) + random.pick(["-", "_", "."]) + random.text(alphanumeric, 8);
