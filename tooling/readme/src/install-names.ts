import { publicPackages } from "./repository.ts";

/** What is named behind `npm install` and is neither a package of this repository nor a peer of one. */
export function unknownPackages(words: readonly string[]): string[] {
  const known = new Set(publicPackages().flatMap(({ name, peers }) => [name, ...peers.keys()]));
  return packageNames(words).filter((name) => !known.has(name));
}

export function packageNames(words: readonly string[]): string[] {
  return words
    .filter((word, index) => words[index - 1] !== "--prefix" && !/^(?:-.*)?$/.test(word))
    .map((word) => word.replace(/(?<=.)@[^/]*$/, ""));
}
