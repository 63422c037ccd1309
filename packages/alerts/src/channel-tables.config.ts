import * as z from "zod";
import type { Channel } from "./channel.ts";
import type { ChannelPlugin } from "./channel-plugin.ts";

/**
 * The schema of `[alerts.channels.<name>]`: one table per channel, its keys decided by its `type`.
 * Each becomes a function that makes the channel when given its name.
 *
 * @throws {TypeError} for a plugin that is none, or two of one type.
 */
export function channelTables(plugins: readonly ChannelPlugin[]) {
  const types = plugins.map(checkedType);
  const twice = types.find((type, index) => types.indexOf(type) !== index);
  if (twice !== undefined) throw new TypeError(`two channel plugins have the type "${twice}"`);
  const [first, ...rest] = plugins.map(channelTable);
  if (first === undefined) throw new TypeError("channel plugins: expected at least one");
  const expected = `expected one of ${types.map((type) => `"${type}"`).join(", ")}`;
  const table = z.discriminatedUnion("type", [first, ...rest], { error: () => expected });
  return z.record(z.string().min(1), table);
}

/** One type's table. The plugin's schema sees it without `type`, which is ours. */
function channelTable(plugin: ChannelPlugin) {
  return z
    .looseObject({ type: z.literal(plugin.type) })
    .meta(describedKeys(plugin))
    .transform(({ type: _, ...keys }, context): ((name: string) => Channel) => {
      const result = plugin.schema.safeParse(keys);
      if (result.success) return (name) => plugin.create(result.data, { name });
      // As they are, so that an unknown key stays one.
      for (const issue of result.error.issues)
        context.issues.push({ ...issue, input: keys } as z.core.$ZodRawIssue);
      return z.NEVER;
    });
}

/** What JSON Schema says of the table: the plugin's own keys, and its type. */
function describedKeys(plugin: ChannelPlugin): Record<string, unknown> {
  const { properties, required, additionalProperties } = z.toJSONSchema(plugin.schema, {
    io: "input",
    unrepresentable: "any",
  });
  return {
    properties: {
      type: { type: "string", const: plugin.type, description: "What kind of channel it is." },
      ...properties,
    },
    required: ["type", ...(required ?? [])],
    ...(additionalProperties !== undefined && { additionalProperties }),
  };
}

function checkedType(plugin: ChannelPlugin): string {
  const { type, schema, create } = (plugin ?? {}) as Partial<ChannelPlugin>;
  if (typeof type !== "string" || type === "" || typeof create !== "function" || !schema?.safeParse)
    throw new TypeError("channel plugin: expected { type, schema, create(options, { name }) }");
  return type;
}
