import { readdir, readFile } from "node:fs/promises";
import { format } from "node:util";
import { describe, expect, test } from "vitest";
import { lookAlikes, type PiiCase, positives } from "./cases.ts";
import { ibanRemainder, passesLuhn } from "./check-digits.ts";
import { judge } from "./verdict.ts";

/** What JSON would leave out: a Map's entries, headers, what an error knows. */
function opened(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof URL) return value.href;
  if (value instanceof Map || value instanceof Headers)
    return [...value].map(([key, inner]) => ({ key, value: opened(inner), [key]: opened(inner) }));
  if (value instanceof Set || Array.isArray(value)) return [...value].map(opened);
  if ("toJSON" in value && typeof value.toJSON === "function") return opened(value.toJSON());
  const own = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner)]));
  if (!(value instanceof Error)) return own;
  return { ...own, message: value.message, stack: value.stack, cause: opened(value.cause) };
}

/** The line of a logger that looks into everything and hides nothing. */
function openLine(each: PiiCase): string {
  const line: unknown[] = [];
  const log = (first: unknown, ...rest: unknown[]) => {
    if (typeof first === "string") line.push(format(first, ...rest));
    else line.push(opened(first), format(...rest));
  };
  const logger = {
    info: log,
    error: log,
    child(bindings: unknown) {
      line.push(opened(bindings));
      return logger;
    },
  };
  Reflect.apply(each.log, each, [logger]);
  return `${JSON.stringify(line)}\n`;
}

/** The line as a logger would write it that knows the secret and hides nothing else. */
function without(line: string, secret: string): string {
  const once = JSON.stringify(secret).slice(1, -1);
  const spellings = [secret, once, once.replaceAll("\\", "\\\\")];
  const hidden = spellings.reduce((text, spelling) => text.replaceAll(spelling, "•"), line);
  // A number becomes a text, or the line would be no JSON.
  return hidden.replace(/(?<=[^\\]":)•/g, '"•"');
}

const secretsOf = ({ secret, alsoSecret }: PiiCase) => [secret ?? [], alsoSecret ?? []].flat();
const secretsOfKind = (kind: string) =>
  positives()
    .filter((each) => each.kind === kind)
    .map(({ secret = "" }) => secret);
const names = (cases: readonly PiiCase[]) => cases.map(({ name }) => name);
const different = (values: readonly string[]) => new Set(values).size;

describe("positives", () => {
  test("are at least 600, 200 of them written by hand, of 14 kinds in 20 positions", () => {
    expect(positives().length).toBeGreaterThanOrEqual(600);
    expect(names(positives()).filter((name) => name.includes(" by hand ")).length).toBeGreaterThan(
      199,
    );
    expect(different(positives().map(({ kind }) => kind))).toBeGreaterThanOrEqual(14);
    expect(different(positives().map(({ position }) => position))).toBeGreaterThanOrEqual(20);
  });

  test("have names of their own", () => {
    expect(different(names(positives()))).toBe(positives().length);
  });

  test("are missed in the line of a logger that hides nothing", () => {
    const found = positives().filter((each) => judge(each, openLine(each)).passed);
    expect(names(found)).toEqual([]);
  });

  test("are found once exactly the secrets are taken out of that line", () => {
    const missed = positives().filter((each) => {
      const line = secretsOf(each).reduce(without, openLine(each));
      return !judge(each, line).passed;
    });
    expect(names(missed)).toEqual([]);
  });

  test("are the same at each call", () => {
    const told = () => positives().map((each) => [each.name, each.kind, ...secretsOf(each)]);
    expect(told()).toEqual(told());
  });

  test("have cards that pass Luhn's formula", () => {
    const cards = secretsOfKind("card").map((number) => number.replace(/\D/g, ""));
    expect(cards.length).toBeGreaterThan(20);
    expect(cards.filter((number) => !passesLuhn(number))).toEqual([]);
    expect(passesLuhn("79927398713")).toBe(true);
    expect(passesLuhn("79927398710")).toBe(false);
  });

  test("have IBANs whose check digits are right", () => {
    expect(secretsOfKind("iban").length).toBeGreaterThan(20);
    expect(secretsOfKind("iban").filter((iban) => ibanRemainder(iban) !== 1)).toEqual([]);
    expect(ibanRemainder("GB82 WEST 1234 5698 7654 32")).toBe(1);
    expect(ibanRemainder("GB83 WEST 1234 5698 7654 32")).not.toBe(1);
  });
});

describe("look-alikes", () => {
  test("are at least 600, 200 of them written by hand, of 14 kinds in 10 positions", () => {
    expect(lookAlikes().length).toBeGreaterThanOrEqual(600);
    expect(names(lookAlikes()).filter((name) => name.includes(" by hand ")).length).toBeGreaterThan(
      199,
    );
    expect(different(lookAlikes().map(({ kind }) => kind))).toBeGreaterThanOrEqual(14);
    expect(different(lookAlikes().map(({ position }) => position))).toBeGreaterThanOrEqual(10);
  });

  test("have names of their own", () => {
    expect(different(names(lookAlikes()))).toBe(lookAlikes().length);
  });

  test("all have something to keep, and nothing that is a secret", () => {
    const wrong = lookAlikes().filter((each) => !each.keep?.length || secretsOf(each).length > 0);
    expect(names(wrong)).toEqual([]);
  });

  test("are left alone by a logger that hides nothing", () => {
    const altered = lookAlikes().filter((each) => !judge(each, openLine(each)).passed);
    expect(names(altered)).toEqual([]);
  });

  test("are altered where one character of what must stay is changed", () => {
    const kept = lookAlikes().filter(({ keep = [], ...each }) =>
      keep.some((part) => judge({ ...each, keep: [`${part}\u0000`] }, openLine(each)).passed),
    );
    expect(names(kept)).toEqual([]);
  });

  test("have account numbers whose check digits are wrong", () => {
    const parts = lookAlikes().filter(({ kind }) => kind === "iban-like");
    expect(parts.length).toBeGreaterThan(9);
    expect(parts.filter(({ keep: [part = ""] = [] }) => ibanRemainder(part) === 1)).toEqual([]);
  });

  test("are the same at each call", () => {
    const told = () => lookAlikes().map(({ name, keep }) => [name, keep]);
    expect(told()).toEqual(told());
  });
});

test("no source of the corpus holds a string that has the shape of a secret", async () => {
  const folder = new URL(".", import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith(".ts"));
  const sources = await Promise.all(files.map((name) => readFile(new URL(name, folder), "utf8")));
  const shapes = [
    /\b(?:gh[pousr]_|github_pat_|npm_|hf_|glpat-)\w{20}/,
    /\bxox[abprs]-\d/,
    /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
    /\b[rs]k_(?:live|test)_\w{10}/,
    /\bsk-(?:proj-|ant-)?[\w-]{20}/,
    /\bAIza[\w-]{35}/,
    /\bSG\.[\w-]{16}/,
    /\bey[JK][\w-]{10,}\.ey[\w-]{10,}/,
    /hooks\.slack\.com\/services\/T\w/,
    /-----BEGIN [A-Z ]*PRIVATE KEY/,
    /\b\d{8,10}:AA[\w-]{33}\b/,
  ];
  expect(files.length).toBeGreaterThan(10);
  for (const shape of shapes) expect(sources.filter((source) => shape.test(source))).toEqual([]);
});
