import type { ConfigIssue } from "./config-error.ts";
import { type Shape, shapeAt } from "./schema-shape.ts";
import { suggest } from "./suggest.ts";
import { PREFIX, variableFor } from "./variable-names.ts";

/** Other programs may read sections of their own, so only a known or nearly known section counts. */
export function unknownVariable(name: string, shape: Shape): ConfigIssue[] {
  const path = name.slice(PREFIX.length).toLowerCase().split("__");
  if (path.length === 1) return singleUnderscores(name, shape);
  const [section = ""] = path;
  const parent = shapeAt(shape, path.slice(0, -1));
  const known = shape.keys.has(section);
  const near = known ? section : suggest(section, shape.keys.keys());
  if (near === undefined) return [];
  if (!known) return [unknown(path.join("."), name, variableFor([near, ...path.slice(1)]))];
  if (path.some((_, length) => shapeAt(shape, path.slice(0, length))?.items)) {
    const message = "entries of a list can't be set by variables";
    return [{ key: path.join("."), source: name, message }];
  }
  const last = path.at(-1) ?? "";
  const bare = last.replace(/_file$/, "");
  const meant = suggest(bare, parent?.keys.keys() ?? []);
  const suffix =
    bare !== last && meant !== undefined && parent?.keys.get(meant)?.secret ? "_FILE" : "";
  const wanted = meant && variableFor([...path.slice(0, -1), meant]) + suffix;
  return [unknown(path.join("."), name, wanted)];
}

/** `ETTL_MONITORING_METRICS_PORT` is a slip; `ETTL_CONFIG` may be anyone's. */
function singleUnderscores(name: string, shape: Shape): ConfigIssue[] {
  const collapsed = name.toUpperCase().replace(/_FILE$/, "");
  const meant = leafVariables(shape, []).find(
    (variable) => variable.replaceAll("__", "_") === collapsed,
  );
  if (meant === undefined) return [];
  const suffix = collapsed.length < name.length ? "_FILE" : "";
  return [unknown(name.slice(PREFIX.length).toLowerCase(), name, meant + suffix)];
}

function leafVariables({ keys }: Shape, path: readonly string[]): string[] {
  return [...keys].flatMap(([key, below]) => {
    const here = [...path, key];
    return below.keys.size > 0
      ? leafVariables(below, here)
      : path.length > 0
        ? [variableFor(here)]
        : [];
  });
}

function unknown(key: string, source: string, wanted: string | undefined): ConfigIssue {
  return { key, source, message: `unknown key${wanted ? `. Did you mean ${wanted}?` : ""}` };
}
