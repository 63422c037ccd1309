import { type Labels, labelKey, ownLabel } from "../labels.ts";
import type { Series } from "./series.ts";

/** A Map only where two series or more share what was looked at so far. */
type Node<S> = S | Branch<S>;
type Branch<S> = Map<string | undefined, Node<S>>;

/**
 * The series of one metric, found by their labels without making a key of them: a tree with one
 * level per label name. Keeps the order in which series were made.
 */
export class SeriesTable<S extends Series> {
  readonly #names: readonly string[];
  #root: Node<S> | undefined;
  #list: S[] = [];
  #dead = 0;
  #textKey = "";

  constructor(labelNames: readonly string[]) {
    this.#names = labelNames;
  }

  get size(): number {
    return this.#list.length - this.#dead;
  }

  /** Every series, dead ones among them. Never changed in place but at its end. */
  get list(): readonly S[] {
    return this.#list;
  }

  /** Says with which default labels series are written now; texts made with others are dropped. */
  textsFor(defaultLabels: string): void {
    if (defaultLabels === this.#textKey) return;
    this.#textKey = defaultLabels;
    for (const series of this.#list) if (series.live) series.text = undefined;
  }

  live(): S[] {
    return this.#list.filter((series) => series.live);
  }

  /**
   * The quick way: undefined also for labels that only `lookup` understands, because one is left
   * out or is neither text nor number.
   */
  find(labels: Labels): S | undefined {
    const names = this.#names;
    let given = 0;
    for (const _ in labels) given++;
    if (given !== names.length) return undefined;
    let node = this.#root;
    for (let depth = 0; depth < names.length; depth++) {
      if (node === undefined) return undefined;
      const name = names[depth] as string;
      const value = labels[name];
      let key: string;
      if (typeof value === "string") key = value;
      else if (typeof value === "number") key = `${value}`;
      else return undefined;
      if (node instanceof Map) node = node.get(key);
      else {
        const other: unknown = node.labels[name];
        if (other !== key && (typeof other === "string" || labelKey(other) !== key))
          return undefined;
      }
    }
    return node as S | undefined;
  }

  /** The series with exactly these labels, whatever their values are. */
  lookup(labels: Labels): S | undefined {
    let node = this.#root;
    for (const name of this.#names) {
      if (node === undefined) return undefined;
      const key = labelKey(ownLabel(labels, name));
      if (node instanceof Map) node = node.get(key);
      else if (labelKey(ownLabel(node.labels, name)) !== key) return undefined;
    }
    return node as S | undefined;
  }

  /**
   * Adds a series; returns the one that is there already if labels said something else when they
   * were looked up than when they were copied.
   */
  insert(series: S): S {
    let parent: Branch<S> | undefined;
    let parentKey: string | undefined;
    let node = this.#root;
    for (const name of this.#names) {
      if (node === undefined) break;
      if (!(node instanceof Map)) {
        const branch: Branch<S> = new Map([[labelKey(ownLabel(node.labels, name)), node]]);
        if (parent) parent.set(parentKey, branch);
        else this.#root = branch;
        node = branch;
      }
      parent = node;
      parentKey = labelKey(ownLabel(series.labels, name));
      node = parent.get(parentKey);
    }
    if (node !== undefined) return node as S;
    this.#list.push(series);
    if (parent) parent.set(parentKey, series);
    else this.#root = series;
    return series;
  }

  remove(series: S): void {
    if (!series.live) return;
    this.#prune(this.#root, series, 0);
    series.retire();
    this.#dead++;
    if (this.#root === series || (this.#root instanceof Map && this.#root.size === 0))
      this.#root = undefined;
    // A new array: somebody may be writing the old one out.
    if (this.#dead * 2 > this.#list.length) {
      this.#list = this.live();
      this.#dead = 0;
    }
  }

  clear(): void {
    for (const series of this.#list) series.retire();
    this.#root = undefined;
    this.#list = [];
    this.#dead = 0;
  }

  #prune(node: Node<S> | undefined, series: S, depth: number): void {
    if (!(node instanceof Map)) return;
    const key = labelKey(ownLabel(series.labels, this.#names[depth] as string));
    const child = node.get(key);
    this.#prune(child, series, depth + 1);
    if (child === series || (child instanceof Map && child.size === 0)) node.delete(key);
  }
}
