/** What a test sees of a page without a browser: its text by id, its rows, its links. */
export interface ReadPage {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** The text inside the element with this id, with single blanks; undefined: there is none. */
  text(id: string): string | undefined;
  /** Subjects of the rows that are not hidden, in order. */
  readonly subjects: readonly string[];
}

/** Asks for a page as a browser does. */
export async function readPage(
  call: (path: string, init?: RequestInit) => Promise<Response>,
  path: string,
  init: RequestInit = {},
): Promise<ReadPage> {
  const response = await call(path, {
    redirect: "manual",
    ...init,
    headers: { Accept: "text/html,application/xhtml+xml,*/*;q=0.8", ...init.headers },
  });
  const html = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    html,
    text(id) {
      const start = new RegExp(
        `<(\\w+)[^>]*\\sid="${id.replace(/[%().*+?]/g, "\\$&")}"[^>]*>`,
      ).exec(html);
      if (!start) return undefined;
      const [opening, tag = ""] = start;
      return textOf(inside(html.slice(start.index + opening.length), tag));
    },
    subjects: [...html.matchAll(/data-subject="([^"]*)"([^>]*)/g)]
      .filter(([, , more = ""]) => !/\shidden\b/.test(more))
      .map(([, subject = ""]) => unescaped(subject)),
  };
}

/** Up to the end tag that belongs to the one before. */
function inside(html: string, tag: string): string {
  let depth = 1;
  for (const match of html.matchAll(new RegExp(`<(/?)${tag}\\b[^>]*>`, "g"))) {
    depth += match[1] === "/" ? -1 : 1;
    if (depth === 0) return html.slice(0, match.index);
  }
  return html;
}

const textOf = (html: string) =>
  unescaped(html.replace(/<[^>]*>/g, " "))
    .replace(/\s+/g, " ")
    .trim();

function unescaped(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
