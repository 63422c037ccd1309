import * as z from "zod";
import type { Channel } from "./channel.ts";
import type { ChannelPlugin } from "./channel-plugin.ts";

/** What the `use` of one table led to: the plugin, or why there is none. */
export type UsedPlugin =
  | { readonly use: string; readonly plugin: ChannelPlugin }
  | { readonly use: string; readonly problem: string };

type MakeChannel = (name: string) => Channel;

/**
 * The schema of `[alerts.channels.<name>]`: one table per channel, its keys decided by its `type`,
 * or by what its `use` led to. Each becomes a function that makes the channel when given its name.
 *
 * @param used by name of the table.
 * @throws {TypeError} for a plugin that is none, or two of one type.
 */
export function channelTables(
  plugins: readonly ChannelPlugin[],
  used: ReadonlyMap<string, UsedPlugin> = new Map(),
) {
  const types = plugins.map(checkedType);
  const twice = types.find((type, index) => types.indexOf(type) !== index);
  if (twice !== undefined) throw new TypeError(`two channel plugins have the type "${twice}"`);
  const [first, ...rest] = plugins.map(typedTable);
  if (first === undefined) throw new TypeError("channel plugins: expected at least one");
  const expected = `expected one of ${types.map((type) => `"${type}"`).join(", ")}`;
  const table = z
    .discriminatedUnion("type", [first, ...rest], {
      error: ({ input }) =>
        typeof input === "object" && input !== null && "use" in input
          ? 'expected type; "use" may only stand in the file'
          : expected,
    })
    .meta({ oneOf: [...plugins.map(describedType), describedUse] });
  const byName = [...used].map(([name, one]) => [name, usedTable(one)] as const);
  return z.object(Object.fromEntries(byName)).catchall(table);
}

/** One type's table. The plugin's schema sees it without `type`, which is ours. */
function typedTable(plugin: ChannelPlugin) {
  return z
    .looseObject({ type: z.literal(plugin.type) })
    .meta(describedType(plugin))
    .transform(({ type: _, ...keys }, context) => madeBy(plugin, keys, context));
}

/** The table of a plugin that the file names by its package. */
function usedTable(used: UsedPlugin) {
  const described = "plugin" in used ? describedKeys(used.plugin) : { properties: {} };
  return z
    .looseObject({ use: z.literal(used.use) })
    .meta({
      ...described,
      properties: { use: { type: "string", const: used.use }, ...described.properties },
      required: ["use"],
    })
    .transform(({ use: _, ...keys }, context): MakeChannel => {
      if ("problem" in used) return refused(context, "use", used.problem);
      if ("type" in keys)
        return refused(context, "type", 'expected either "type" or "use", not both');
      return madeBy(used.plugin, keys, context);
    });
}

function madeBy(
  plugin: ChannelPlugin,
  keys: Readonly<Record<string, unknown>>,
  context: z.RefinementCtx,
): MakeChannel {
  const result = plugin.schema.safeParse(keys);
  if (result.success) return (name) => plugin.create(result.data, { name });
  // As they are, so that an unknown key stays one.
  for (const issue of result.error.issues)
    context.issues.push({ ...issue, input: keys } as z.core.$ZodRawIssue);
  return z.NEVER;
}

function refused(context: z.RefinementCtx, key: string, message: string): never {
  context.addIssue({ code: "custom", path: [key], message, input: undefined });
  return z.NEVER;
}

interface Described {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
}

/** What JSON Schema says of a plugin's own keys. */
function describedKeys(plugin: ChannelPlugin): Described {
  const { properties, required, additionalProperties } = z.toJSONSchema(plugin.schema, {
    io: "input",
    unrepresentable: "any",
  });
  return {
    properties: properties ?? {},
    required: required ?? [],
    ...(additionalProperties !== undefined && { additionalProperties }),
  };
}

/** The same with its `type`. */
function describedType(plugin: ChannelPlugin): Record<string, unknown> {
  const { properties, required = [], ...rest } = describedKeys(plugin);
  return {
    type: "object",
    properties: {
      type: { type: "string", const: plugin.type, description: "What kind of channel it is." },
      ...properties,
    },
    required: ["type", ...required],
    ...rest,
  };
}

/** A table whose keys only the package knows. */
const describedUse = {
  type: "object",
  properties: {
    use: {
      type: "string",
      description: "Package that has the channel, or a path beginning with ./, from this file.",
    },
  },
  required: ["use"],
};

function checkedType(plugin: ChannelPlugin): string {
  const problem = pluginProblem(plugin);
  if (problem !== undefined) throw new TypeError(`channel plugin: ${problem}`);
  return plugin.type;
}

/** What a plugin lacks, or undefined. */
export function pluginProblem(plugin: unknown): string | undefined {
  const { type, schema, create } = (plugin ?? {}) as Partial<ChannelPlugin>;
  const isOne =
    typeof type === "string" &&
    type !== "" &&
    typeof create === "function" &&
    typeof schema?.safeParse === "function";
  return isOne ? undefined : "expected { type, schema, create(options, { name }) }";
}
