import type { FamilyType } from "../exposition/comment-line.ts";
import { baseName } from "../exposition/family-rules.ts";
import { groupText } from "./grouping.ts";
import type { StoredFamily } from "./stored-family.ts";

/** A family of all groups that have it. */
interface Entry {
  readonly type: FamilyType;
  /** By the key of the group, the one that was pushed last at the end. */
  readonly owners: Map<string, StoredFamily>;
  /** The key of the group that has a series. */
  readonly series: Map<string, string>;
}

/** What all groups hold together: it must be one consistent exposition at any time. */
export class FamilyIndex {
  readonly #entries = new Map<string, Entry>();

  add(group: string, family: StoredFamily): void {
    const { name, type, series } = family;
    const entry = this.#entries.get(name) ?? { type, owners: new Map(), series: new Map() };
    this.#entries.set(name, entry);
    entry.owners.set(group, family);
    for (const labels of series) entry.series.set(labels, group);
  }

  remove(group: string, { name, series }: StoredFamily): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    for (const labels of series) entry.series.delete(labels);
    entry.owners.delete(group);
    if (entry.owners.size === 0) this.#entries.delete(name);
  }

  /**
   * Why a group can't have these families beside what will be there; undefined: it can.
   *
   * @param staying those of the group that the push leaves as they are, by name.
   */
  conflict(
    group: string,
    incoming: ReadonlyMap<string, StoredFamily>,
    staying: ReadonlySet<string>,
  ): string | undefined {
    const typeOf = (name: string) => {
      const type = incoming.get(name)?.type;
      if (type !== undefined) return type;
      const entry = this.#entries.get(name);
      return staying.has(name) || otherOwner(entry, group) !== undefined ? entry?.type : undefined;
    };
    for (const { name, type, series } of incoming.values()) {
      const entry = this.#entries.get(name);
      const other = otherOwner(entry, group);
      if (entry !== undefined && other !== undefined && entry.type !== type)
        return `${name} is of type ${type} here and ${entry.type} in the group ${groupText(other)}`;
      for (const labels of series) {
        const owner = entry?.series.get(labels);
        if (owner !== undefined && owner !== group)
          return `${name}{${labels}} is in the group ${groupText(owner)} as well`;
      }
      const taken = takenPart(name, type, typeOf);
      if (taken !== undefined) return taken;
    }
    return undefined;
  }

  /** The other help text that a family is served with by now, if it has another. */
  otherHelp(group: string, { name, help }: StoredFamily): string | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined || help === undefined) return undefined;
    for (const [owner, family] of entry.owners)
      if (owner !== group && family.help !== undefined && family.help !== help) return family.help;
    return undefined;
  }

  /** Each family with header and samples, by its name. The help is that of the last push. */
  texts(): Map<string, string> {
    const texts = new Map<string, string>();
    for (const [name, { type, owners }] of this.#entries) {
      const families = [...owners.values()];
      const help = families.findLast((family) => family.help !== undefined)?.help;
      const samples = families.map(({ text }) => text).join("");
      texts.set(name, familyHeader(name, type, help) + samples);
    }
    return texts;
  }
}

/** The lines that come before the samples of a family. */
export function familyHeader(name: string, type: FamilyType, help: string | undefined): string {
  const escapedHelp = help?.replace(/\\/g, "\\\\").replace(/\n/g, "\\n");
  const helpLine = escapedHelp === undefined ? "" : `# HELP ${name} ${escapedHelp}\n`;
  return `${helpLine}# TYPE ${name} ${type}\n`;
}

function otherOwner(entry: Entry | undefined, group: string): string | undefined {
  for (const owner of entry?.owners.keys() ?? []) if (owner !== group) return owner;
  return undefined;
}

/** `x_count` can't be beside a summary `x`, which writes its own, nor the other way around. */
function takenPart(
  name: string,
  type: FamilyType,
  typeOf: (name: string) => FamilyType | undefined,
): string | undefined {
  const base = baseName(name);
  const baseType = base === undefined ? undefined : typeOf(base);
  if (baseType === "histogram" || (baseType === "summary" && !name.endsWith("_bucket")))
    return `${name} can't be beside the ${baseType} ${base}, which has a part of this name`;
  if (type !== "histogram" && type !== "summary") return undefined;
  const suffixes = type === "histogram" ? ["_count", "_sum", "_bucket"] : ["_count", "_sum"];
  const suffix = suffixes.find((each) => typeOf(name + each) !== undefined);
  return suffix && `the ${type} ${name} can't be beside ${name}${suffix}, which is a part of it`;
}
