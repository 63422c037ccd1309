import { posix } from "node:path";
import { type Finding, lineAt } from "../finding.ts";
import { markdownAnchors, markdownLinks } from "../markdown-links.ts";
import type { Repository } from "../repository.ts";

const atTheRoot = ["README.md", "CONTRIBUTING.md", "SECURITY.md"];

/** Every relative link of a Markdown file leads to a file, and to a heading if it names one. */
export function links(repository: Repository): Finding[] {
  const { workspaces, read } = repository;
  const folders = ["docs", "docker", ...workspaces.map(({ folder }) => folder)];
  const files = folders.flatMap((folder) => repository.list(folder)).filter(isWritten);
  const documents = [...atTheRoot, ...files.filter((path) => path.endsWith(".md"))];
  const anchors = new Map<string, Set<string>>();
  const leads = (target: string, from: string) => leadsSomewhere(repository, anchors, target, from);

  return [
    ...documents.flatMap((path) => {
      const text = read(path) ?? "";
      return markdownLinks(text).flatMap(({ target, offset }) => {
        const problem = leads(target, path);
        return problem ? [finding(path, text, offset, target, problem)] : [];
      });
    }),
    ...files.filter(isRule).flatMap((path) => {
      const text = read(path) ?? "";
      return [...text.matchAll(/(?<![\w.-])(docs\/[\w/.-]+\.md(?:#[\w-]+)?)/g)].flatMap((match) => {
        const problem = leads(`/${match[1]}`, path);
        return problem ? [finding(path, text, match.index, match[1] ?? "", problem)] : [];
      });
    }),
  ];
}

function leadsSomewhere(
  { read, exists }: Repository,
  anchors: Map<string, Set<string>>,
  target: string,
  from: string,
): string | undefined {
  const [path = "", anchor] = target.split("#", 2).map(decoded);
  const base = path.startsWith("/") ? "." : posix.dirname(from);
  const file = path === "" ? from : posix.join(base, path);
  // The first release writes it.
  if (posix.basename(file) === "CHANGELOG.md") return undefined;
  if (file.startsWith("..") || !exists(file)) return "does not exist";
  if (anchor === undefined || !file.endsWith(".md")) return undefined;
  const known = anchors.get(file) ?? markdownAnchors(read(file) ?? "");
  anchors.set(file, known);
  return known.has(anchor) ? undefined : `has no heading #${anchor}`;
}

function finding(
  path: string,
  text: string,
  offset: number,
  target: string,
  problem: string,
): Finding {
  return {
    path,
    line: lineAt(text, offset),
    problem: `the link ${target} leads nowhere: it ${problem}`,
    remedy: "Name a file by its path from this one, and a heading as GitHub does",
  };
}

/** Alert rules name the page that says what to do. */
function isRule(path: string): boolean {
  return path.startsWith("docker/") && /\.(?:ya?ml|json)$/.test(path);
}

function isWritten(path: string): boolean {
  return !path.includes("/dist/");
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
