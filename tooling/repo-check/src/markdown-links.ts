/** A link of a Markdown file that leads into the repository, or to a heading. */
export interface MarkdownLink {
  /** As written, without a title: a relative path, `#anchor`, or both. */
  readonly target: string;
  /** Where it begins, in characters. */
  readonly offset: number;
}

const links = [
  /\]\(\s*<?([^\s<>()]+)>?(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/g, // [text](target "title")
  /^ {0,3}\[[^\]]+\]:\s*<?([^\s<>]+)/gm, // [label]: target
  /\b(?:href|src)="([^"]+)"/g,
];

/** The links that do not lead to another site. */
export function markdownLinks(text: string): MarkdownLink[] {
  const prose = withoutCode(text);
  return links
    .flatMap((pattern) => [...prose.matchAll(pattern)])
    .map((match) => ({ target: match[1] ?? "", offset: match.index }))
    .filter(({ target }) => !/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(target));
}

/** What `#…` can name in a Markdown file: its headings, as GitHub does, and ids. */
export function markdownAnchors(text: string): Set<string> {
  const blocks = withoutCode(text, { inline: false });
  const ids = [...blocks.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)].map((match) => match[1] ?? "");
  const anchors = new Set(ids);
  const used = new Map<string, number>();
  for (const [, heading = ""] of blocks.matchAll(/^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$/gm)) {
    const anchor = anchorOf(heading);
    const before = used.get(anchor) ?? 0;
    used.set(anchor, before + 1);
    anchors.add(before === 0 ? anchor : `${anchor}-${before}`);
  }
  return anchors;
}

function anchorOf(heading: string): string {
  return heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}

/** Code becomes spaces, so that every offset stays. */
function withoutCode(text: string, { inline = true } = {}): string {
  const blank = (code: string) => code.replace(/[^\n]/g, " ");
  const prose = text.replace(
    /^( {0,3})(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}\2[`~]*[ \t]*$|(?![\s\S]))/gm,
    blank,
  );
  return inline ? prose.replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, blank) : prose;
}
