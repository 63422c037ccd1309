import { dockerfile } from "./dockerfile.ts";
import { javascript } from "./javascript.ts";
import { json } from "./json.ts";
import { promql } from "./promql.ts";
import type { Rule } from "./rule.ts";
import { shell } from "./shell.ts";
import { text } from "./text.ts";
import { toml } from "./toml.ts";
import { typescript } from "./typescript.ts";
import { yaml } from "./yaml.ts";

/** By the language that stands behind the fence. */
export const rules: ReadonlyMap<string, Rule> = new Map([
  ["", text],
  ["text", text],
  ["js", javascript],
  ["mjs", javascript],
  ["javascript", javascript],
  ["ts", typescript],
  ["typescript", typescript],
  ["sh", shell],
  ["bash", shell],
  ["toml", toml],
  ["json", json],
  ["yaml", yaml],
  ["yml", yaml],
  ["promql", promql],
  ["dockerfile", dockerfile],
]);
