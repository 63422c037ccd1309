import { isTable, type JsonSchema, valuesOf } from "./json-schema.ts";
import { typeText } from "./type-text.ts";

/** One key of a table. */
export interface KeyRow {
  /** From the top of the file, without the numbers of lists. */
  readonly path: readonly string[];
  readonly type: string;
  readonly default: unknown;
  readonly isRequired: boolean;
  readonly isSecret: boolean;
  /** Whether it is in a list, whose entries no variable can set. */
  readonly inList: boolean;
  /** Whether its own keys are the user's to choose. */
  readonly hasNames: boolean;
  readonly description: string;
}

/** One table of a file, with its own keys; those in it are tables of their own. */
export interface ConfigTable {
  /** Such as `[alerts.retry]`, `[[targets]]` or `[alerts.channels.<name>]`. */
  readonly header: string;
  /** What tells it from others of the same header. */
  readonly kind: string | undefined;
  readonly description: string;
  readonly rows: readonly KeyRow[];
}

interface Spot {
  readonly path: readonly string[];
  readonly inList: boolean;
}

/** The tables of one section, outermost first. */
export function tablesOf(section: string, json: JsonSchema): ConfigTable[] {
  return below([section], json, { path: [], inList: false });
}

function below(path: readonly string[], json: JsonSchema, { inList }: Spot): ConfigTable[] {
  const description = json.description ?? "";
  if (json.items && isTable(json.items))
    return kinds(json.items, { path, inList: true }, `[[${path.join(".")}]]`, description);
  const named = valuesOf(json);
  if (named && isTable(named)) {
    const inner = [...path, "<name>"];
    return kinds(named, { path: inner, inList }, `[${inner.join(".")}]`, description);
  }
  return kinds(json, { path, inList }, `[${path.join(".")}]`, description);
}

function kinds(json: JsonSchema, spot: Spot, header: string, outer: string): ConfigTable[] {
  const variants = json.oneOf ?? [json];
  return variants.flatMap((variant, index) => {
    const kind = json.oneOf && kindText(variant, json.oneOf);
    const own = variant.description ?? json.description ?? "";
    const description = index === 0 ? outer || own : own;
    const rows: KeyRow[] = [];
    const inner: ConfigTable[] = [];
    for (const [key, at] of Object.entries(variant.properties ?? {})) {
      const path = [...spot.path, key];
      if (hasTables(at)) inner.push(...below(path, at, spot));
      else rows.push(keyRow(path, at, variant.required?.includes(key) === true, spot.inList));
    }
    const table = { header, kind, description, rows };
    return rows.length > 0 || description !== "" ? [table, ...inner] : inner;
  });
}

function hasTables(json: JsonSchema): boolean {
  const entries = json.items ?? valuesOf(json);
  return isTable(json) || (entries !== undefined && isTable(entries));
}

function keyRow(
  path: readonly string[],
  json: JsonSchema,
  isRequired: boolean,
  inList: boolean,
): KeyRow {
  return {
    path,
    type: typeText(path.at(-1) ?? "", json),
    default: json.default,
    isRequired: isRequired && json.default === undefined,
    isSecret: json.writeOnly === true,
    inList,
    hasNames: valuesOf(json) !== undefined,
    description: json.description ?? "",
  };
}

/** `type = "slack"`, or the keys that only this kind must have. */
function kindText(variant: JsonSchema, all: readonly JsonSchema[]): string {
  const [constant] = Object.entries(variant.properties ?? {}).filter(
    ([, { const: value }]) => value !== undefined,
  );
  if (constant) return `${constant[0]} = ${JSON.stringify(constant[1].const)}`;
  const others = all.filter((other) => other !== variant);
  const own = Object.keys(variant.properties ?? {}).filter((key) =>
    others.every(({ properties }) => properties?.[key] === undefined),
  );
  const needed = own.filter((key) => variant.required?.includes(key));
  return `with ${(needed.length > 0 ? needed : own.slice(0, 1)).join(", ")}`;
}
