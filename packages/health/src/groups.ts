/** What a group needs to know of a component. */
export interface GroupMember {
  readonly name: string;
  readonly groups: readonly string[];
  readonly unsafeInLive: boolean;
}

/** Groups that exist whether or not anything is in them. */
const ownGroups = ["live", "ready", "startup"];

/** @throws {TypeError} when a group can't be named or made so. */
export function assertGroupName(group: string, where: string): void {
  if (group === "live")
    throw new TypeError(
      `${where}: the group "live" restarts this process when a member fails, which heals no dependency; set unsafeInLive on a check that is to be in it all the same`,
    );
  if (typeof group !== "string" || !/^[a-z0-9][a-z0-9_-]{0,62}$/.test(group))
    throw new TypeError(
      `${where}: ${JSON.stringify(group)} can't be a group, expected at most 63 of a-z, 0-9, _ and -`,
    );
}

/** Says which components belong to a group; `listed` are the groups whose members are given by name. */
export function createGroups<M extends GroupMember>(
  components: ReadonlyMap<string, M>,
  listed: Readonly<Record<string, readonly string[]>>,
) {
  const lists = new Map(Object.entries(listed));
  for (const group of lists.keys()) assertGroupName(group, "createHealth: groups");
  const names = () => [
    ...new Set([
      ...ownGroups,
      ...lists.keys(),
      ...[...components.values()].flatMap(({ groups }) => groups),
    ]),
  ];
  return {
    names,
    /** @throws {RangeError} when there is no such group. */
    members(group: string | undefined): M[] {
      if (group === undefined) return [...components.values()];
      if (group === "live")
        return [...components.values()].filter(({ unsafeInLive }) => unsafeInLive);
      const list = lists.get(group);
      if (list) return list.flatMap((name) => components.get(name) ?? []);
      const members = [...components.values()].filter(({ groups }) => groups.includes(group));
      if (members.length === 0 && !ownGroups.includes(group))
        throw new RangeError(
          `there is no health group ${JSON.stringify(group)}, there are ${names().join(", ")}`,
        );
      return members;
    },
    /** @throws {TypeError} when a group lists a check that is not registered. */
    assertMembers() {
      for (const [group, list] of lists)
        for (const name of list)
          if (!components.has(name))
            throw new TypeError(
              `health group ${JSON.stringify(group)}: there is no check ${JSON.stringify(name)}, there are ${namesOf(components)}`,
            );
    },
  };
}

/** For an error's sentence. */
export function namesOf(components: ReadonlyMap<string, unknown>): string {
  const names = [...components.keys()].slice(0, 20).map((name) => JSON.stringify(name));
  if (components.size > names.length) names.push("…");
  return names.join(", ") || "none";
}
