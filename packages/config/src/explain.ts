import * as z from "zod";
import { choicesOf, expectedOf, kindOf, shown } from "./expected.ts";
import { printable, shorten } from "./printable.ts";
import { entryOf, isSecret, type JsonSchema, type Shape, shapeAt } from "./schema-shape.ts";
import type { secretValues } from "./secret-values.ts";
import { suggest } from "./suggest.ts";
import { withoutUserinfo } from "./url-passwords.ts";

/** One finding of the schema, in a sentence. */
export interface Explanation {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What was checked, and against what. */
export interface Checked {
  readonly shape: Shape;
  readonly table: unknown;
  /** Whether a value may be told: not one that came from a variable. */
  readonly mayShow: (path: readonly PropertyKey[]) => boolean;
  /** What the table holds of secrets. */
  readonly secrets: () => ReturnType<typeof secretValues>;
}

/** All that is wrong with a table, each fault once. */
export function explainAll(
  issues: readonly z.core.$ZodIssue[],
  checked: Checked,
  base: readonly PropertyKey[] = [],
): Explanation[] {
  const pathText = (path: readonly PropertyKey[]) => JSON.stringify(path.map(String));
  const wrongTypes = new Set(
    issues.filter(({ code }) => code === "invalid_type").map(({ path }) => pathText(path)),
  );
  // Of a list in a string's place zod also says that it is too short.
  const isFollowUp = ({ code, path }: z.core.$ZodIssue) =>
    (code === "too_small" || code === "too_big") && wrongTypes.has(pathText(path));
  const explanations = issues
    .filter((issue) => !isFollowUp(issue))
    .flatMap((issue) => explain(issue, checked, base));
  // Two limits of one key are told in one sentence, and both may be exceeded.
  return [
    ...new Map(
      explanations.map((one) => [`${pathText(one.path)} ${one.message}`, one] as const),
    ).values(),
  ];
}

/** Turns an issue of zod into sentences of one style, without the value of a secret. */
function explain(
  issue: z.core.$ZodIssue,
  checked: Checked,
  base: readonly PropertyKey[],
): Explanation[] {
  const path = [...base, ...issue.path];
  const { shape, table } = checked;
  const value = path.reduce(entryOf, table);
  const at = shapeAt(shape, path, table);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: unknownKey(key, at),
      }));
    case "invalid_union": {
      // Of the branches that took the value's type, the one with the fewest complaints was meant.
      const [meant] = issue.errors
        .filter((branch) => branch.every((inner) => inner.path.length > 0))
        .sort((one, other) => one.length - other.length);
      if (meant && isStandard(issue, value)) return explainAll(meant, checked, path);
      break;
    }
    case "invalid_key":
      return [{ path, message: `not a possible name here${causes(issue.issues)}` }];
    case "custom":
      return [{ path, message: withoutSecrets(issue.message, path, checked) }];
    default:
  }
  if (!isStandard(issue, value)) {
    const own = withoutSecrets(issue.message, path, checked);
    if (value === undefined) return [{ path, message: `missing, ${own}` }];
    const meant = at && checked.mayShow(path) ? didYouMean(value, at) : "";
    return [{ path, message: own + meant }];
  }
  const expected = expectedFrom(issue) ?? (at && expectedOf(at.json)) ?? expectedWords(issue);
  if (value === undefined) return [{ path, message: `missing, expected ${expected}` }];
  return [{ path, message: `expected ${expected}${got(value, at, path, checked)}` }];
}

/** The message of a key that the schema doesn't know. */
function unknownKey(key: string, table: Shape | undefined): string {
  const meant = suggest(key, table?.keys.keys() ?? []);
  return `unknown key${meant === undefined ? "" : `. Did you mean "${meant}"?`}`;
}

function got(
  value: unknown,
  at: Shape | undefined,
  path: readonly PropertyKey[],
  { shape, table, mayShow }: Checked,
): string {
  if (!mayShow(path)) return value === "" ? ", got nothing" : ", got other text";
  const rightKind = at !== undefined && hasKind(value, at);
  if (!rightKind) return `, got ${kindOf(value)}`;
  if (isSecret(shape, path, table)) return "";
  return `, got ${shown(value)}${didYouMean(value, at)}`;
}

/** For a slip in one of several choices. */
function didYouMean(value: unknown, { json }: Shape): string {
  const choices = choicesOf(json).filter((choice) => typeof choice === "string");
  const meant = typeof value === "string" ? suggest(value, choices) : undefined;
  return meant === undefined ? "" : `. Did you mean "${meant}"?`;
}

function hasKind(value: unknown, { types, keys }: Shape): boolean {
  if (Array.isArray(value)) return types.has("array");
  if (typeof value === "number") return types.has("number") || types.has("integer");
  return typeof value === "object" ? keys.size > 0 : types.has(typeof value);
}

/** Whether the message is zod's own and not one that the schema's author wrote. */
function isStandard(issue: z.core.$ZodIssue, value: unknown): boolean {
  const inputs = [value, undefined];
  return inputs.some((input) => {
    const standard = z.config().localeError?.({ ...issue, input } as z.core.$ZodRawIssue);
    return (typeof standard === "string" ? standard : standard?.message) === issue.message;
  });
}

/** What the issue knows better than the schema's JSON Schema does: what a string should look like. */
function expectedFrom(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code !== "invalid_format") return undefined;
  const { format, note, pattern, includes, prefix, suffix } = issue as {
    readonly format: string;
    readonly note?: string;
    readonly pattern?: string;
    readonly includes?: string;
    readonly prefix?: string;
    readonly suffix?: string;
  };
  if (includes !== undefined) return `a string with ${JSON.stringify(includes)} in it`;
  if (prefix !== undefined) return `a string that begins with ${JSON.stringify(prefix)}`;
  if (suffix !== undefined) return `a string that ends with ${JSON.stringify(suffix)}`;
  if (format === "regex") return `a string that matches ${pattern}`;
  // zod has this note only where http and https alone are allowed.
  if (note === "Invalid URL format") return "an http or https URL";
  return note === "Invalid protocol"
    ? `a URL with a protocol that matches /${pattern}/`
    : undefined;
}

/** For a schema without JSON Schema, what the issue itself says. */
function expectedWords(issue: z.core.$ZodIssue): string {
  const { expected, values } = issue as { expected?: string; values?: readonly unknown[] };
  const json: JsonSchema = values
    ? { enum: values }
    : { type: expected === "int" ? "integer" : (expected ?? "") };
  return expectedOf(json) ?? (expected === undefined ? "another value" : `a ${expected}`);
}

function causes(issues: readonly z.core.$ZodIssue[]): string {
  const messages = issues.map((issue) => {
    if (!isStandard(issue, undefined) && issue.code === "custom") return issue.message;
    return issue.code === "too_small" ? "it is too short" : undefined;
  });
  const known = messages.filter((message) => message !== undefined);
  return known.length === 0 ? "" : `: ${known.join(", ")}`;
}

/** An author's message might quote what it complains about. */
function withoutSecrets(
  message: string,
  path: readonly PropertyKey[],
  { table, mayShow, secrets }: Checked,
): string {
  const value = path.reduce(entryOf, table);
  const hidden = [...secrets(), ...(mayShow(path) ? [] : [value])].map(String);
  // A colon of the author's own is no reason to hide what is before it.
  let safe = message.includes("://") ? withoutUserinfo(message) : message;
  // Shorter ones are found in ordinary words.
  for (const text of hidden) if (text.length > 3) safe = safe.replaceAll(text, "<secret>");
  return printable(shorten(safe, 400));
}
