import { type ChannelPlugin, pluginProblem, type UsedPlugin } from "@ettl/alerts/config";
import { isPath, pluginAddress } from "./plugin-address.ts";

/**
 * Imports the channels that a file names by `use`, from its own folder: a package, or a path to
 * a file or a folder that begins with `./` or `../`. What cannot be had is told with the key it stands at.
 */
export async function usedPlugins(
  table: Readonly<Record<string, unknown>>,
  folder: string,
): Promise<ReadonlyMap<string, UsedPlugin>> {
  const channels = recordOf(recordOf(table.alerts)?.channels) ?? {};
  const named = Object.entries(channels).flatMap(([name, channel]) => {
    const use = recordOf(channel)?.use;
    return typeof use === "string" ? [[name, use] as const] : [];
  });
  return new Map(
    await Promise.all(named.map(async ([name, use]) => [name, await load(use, folder)] as const)),
  );
}

async function load(use: string, folder: string): Promise<UsedPlugin> {
  const address = await pluginAddress(use, folder);
  if (address === undefined)
    return { use, problem: `cannot find "${use}" from ${folder}. ${howToGet(use)}` };
  let module: Readonly<Record<string, unknown>>;
  try {
    module = await import(address);
  } catch (error) {
    const code = recordOf(error)?.code;
    if (code === "ERR_MODULE_NOT_FOUND" && isPath(use))
      return { use, problem: `cannot find "${use}" from ${folder}, or something that it imports` };
    const reason = error instanceof Error ? error.message : String(error);
    return { use, problem: `"${use}" cannot be imported: ${reason}` };
  }
  // A CommonJS module that was compiled from `export default` has it one level down.
  const inner = recordOf(module.default)?.default;
  const plugin = pluginProblem(module.default) === undefined ? module.default : inner;
  const problem = pluginProblem(plugin);
  if (problem === undefined) return { use, plugin: plugin as ChannelPlugin };
  const found =
    module.default === undefined
      ? `no default export, but ${Object.keys(module).join(", ") || "nothing"}`
      : `a default export that is ${describe(module.default)}`;
  return { use, problem: `"${use}" has ${found}; ${problem}` };
}

const howToGet = (use: string) =>
  isPath(use) ? "Expected a path from the file's folder" : `Run there: npm install ${use}`;

function describe(value: unknown): string {
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return `an object of ${Object.keys(value).join(", ") || "nothing"}`;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isRecord = (typeof value === "object" && value !== null) || typeof value === "function";
  return isRecord ? (value as Readonly<Record<string, unknown>>) : undefined;
}
