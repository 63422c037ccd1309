import { type ExpositionFamily, parseExposition } from "../exposition/parse-exposition.ts";
import { FamilyIndex } from "./family-index.ts";
import { groupKey } from "./grouping.ts";
import { InconsistentPush } from "./inconsistent-push.ts";
import type { Push } from "./push.ts";
import { type Group, groupBytes, newGroup, ownNames } from "./push-group.ts";
import { type StoredFamily, storedFamily } from "./stored-family.ts";

/** What a store may hold, and whom it tells. */
export interface GroupStoreOptions {
  readonly maxGroups: number;
  readonly maxBytes: number;
  readonly now: () => number;
  /** A group was dropped because it was over. */
  readonly onExpired: (key: string) => void;
}

/** A push for which there is no room; the message says what to do. */
export class NoRoom extends Error {
  override readonly name = "NoRoom";
}

/** The groups of a push target: bounded, consistent with each other, and over at their time. */
export class GroupStore {
  readonly groups = new Map<string, Group>();
  readonly index = new FamilyIndex();
  bytes = 0;
  readonly #options: GroupStoreOptions;
  #nextExpiryMs = Infinity;

  constructor(options: GroupStoreOptions) {
    this.#options = options;
  }

  /** Drops what is over. Costs nothing as long as nothing is. */
  sweep(): void {
    const time = this.#options.now();
    if (time < this.#nextExpiryMs) return;
    this.#nextExpiryMs = Infinity;
    for (const group of this.groups.values())
      if (group.expiresAtMs <= time) {
        this.drop(group);
        this.#options.onExpired(group.key);
      } else this.#nextExpiryMs = Math.min(this.#nextExpiryMs, group.expiresAtMs);
  }

  /**
   * Puts what was pushed into its group, or nothing at all.
   *
   * @throws {ExpositionError} The text can't be read.
   * @throws {InconsistentPush} It can't be served beside what is there.
   * @throws {NoRoom}
   */
  put({ labels, text, mode }: Push): Group {
    // The real one takes lines in any order, and looks for series twice with the group's labels on.
    const parsed = parseExposition(text, { interleaved: true, duplicates: true });
    const key = groupKey(labels);
    const group = this.groups.get(key) ?? newGroup(key, labels);
    this.#refuseOverlong(group, parsed);
    // What a group tells about its own pushes is the target's to say.
    const families = parsed
      .filter(({ name }) => !ownNames.has(name))
      .map((family) => storedFamily(family, labels));
    const incoming = new Map(families.map((family) => [family.name, family]));
    const leaving = [...group.families.values()].filter(
      ({ name }) => mode === "replace" || incoming.has(name),
    );
    const staying = new Set(mode === "replace" ? [] : group.families.keys());
    const conflict = this.index.conflict(key, incoming, staying);
    if (conflict !== undefined) throw new InconsistentPush(conflict);

    this.#add(group, sizeOf(families) - sizeOf(leaving));
    for (const family of leaving) {
      this.index.remove(key, family);
      group.families.delete(family.name);
    }
    for (const family of families) {
      this.index.add(key, family);
      group.families.set(family.name, family);
    }
    return group;
  }

  /** The group with these labels, made if it is not there. @throws {NoRoom} */
  open(labels: Push["labels"]): Group {
    const key = groupKey(labels);
    const group = this.groups.get(key) ?? newGroup(key, labels);
    this.#add(group, 0);
    return group;
  }

  expireAt(group: Group, expiresAtMs: number): void {
    group.expiresAtMs = expiresAtMs;
    this.#nextExpiryMs = Math.min(this.#nextExpiryMs, expiresAtMs);
  }

  drop(group: Group): void {
    for (const family of group.families.values()) this.index.remove(group.key, family);
    this.bytes -= groupBytes(group.key, group.families.values());
    this.groups.delete(group.key);
  }

  /**
   * Each sample gets the labels of its group, so that a small push can become a huge one: that is
   * known before any of it is written out. @throws {NoRoom}
   */
  #refuseOverlong({ ownLabels }: Group, families: readonly ExpositionFamily[]): void {
    const { maxBytes } = this.#options;
    const samples = families.reduce((sum, family) => sum + family.samples.length, 0);
    if (samples * ownLabels.length > maxBytes)
      throw new NoRoom(
        `with the labels of the group the push takes more than ${maxBytes} bytes, the limit of all groups: choose shorter labels, or push less`,
      );
  }

  /** Makes room for a group, if it is new, and for what it takes more. @throws {NoRoom} */
  #add(group: Group, more: number): void {
    const { maxGroups, maxBytes } = this.#options;
    const isNew = !this.groups.has(group.key);
    const growth = more + (isNew ? groupBytes(group.key, []) : 0);
    const remedy = "delete a group, or wait until one expires";
    if (isNew && this.groups.size >= maxGroups)
      throw new NoRoom(`there are ${maxGroups} groups, which is the limit: ${remedy}`);
    if (growth > 0 && this.bytes + growth > maxBytes)
      throw new NoRoom(`all groups would take more than ${maxBytes} bytes, the limit: ${remedy}`);
    this.groups.set(group.key, group);
    this.bytes += growth;
  }
}

function sizeOf(families: readonly StoredFamily[]): number {
  return families.reduce((sum, { bytes }) => sum + bytes, 0);
}
