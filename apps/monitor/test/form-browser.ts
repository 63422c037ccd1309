/** What a page looks like to a browser without JavaScript. */
export interface Shown {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** What a reader sees, on one line. */
  readonly text: string;
}

/** Fields of a form, by name. */
type Fields = Readonly<Record<string, string>>;

/** A browser without JavaScript: it keeps cookies, sends forms with its `Origin` and goes where it is led. */
export function formBrowser(url: string) {
  const cookies = new Map<string, string>();
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(new URL(path, url), {
      redirect: "manual",
      ...init,
      headers: {
        Accept: "text/html,application/xhtml+xml,*/*;q=0.8",
        Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        ...init.headers,
      },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/Max-Age=0/.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  const shown = async (response: Response): Promise<Shown> => {
    const html = await response.text();
    return { status: response.status, headers: response.headers, html, text: textOf(html) };
  };

  const browser = {
    cookies,
    open: async (path: string) => shown(await ask(path)),
    /** Sends a form; answers the raw response, with where it leads to. */
    post: (path: string, fields: Fields | URLSearchParams, headers: Record<string, string> = {}) =>
      ask(path, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { Origin: url, ...headers },
      }),
    /** Fills in the form of a page, sends it, and goes where it leads. */
    async submit(page: Shown, form: string | RegExp, filledIn: Fields = {}) {
      const { action, fields } = formOf(page.html, form);
      const response = await browser.post(action, { ...fields, ...filledIn });
      const location = response.headers.get("location");
      return location === null ? shown(response) : browser.open(location);
    },
    async login(token: string, next = "/") {
      return browser.submit(
        await browser.open(`/login?next=${encodeURIComponent(next)}`),
        'action="/login"',
        { token },
      );
    },
  };
  return browser;
}

/** A form of a page, which what is given is a part of: where it is sent to, and its fields as they stand. */
function formOf(html: string, part: string | RegExp) {
  const forms = html.match(/<form\b[\s\S]*?<\/form>/g) ?? [];
  const form = forms.find((one) =>
    typeof part === "string" ? one.includes(part) : part.test(one),
  );
  if (form === undefined) throw new Error(`no form with ${part} among ${forms.length}`);
  const fields: Record<string, string> = {};
  for (const [input] of form.matchAll(/<input\b[^>]*>/g)) {
    const name = attribute(input, "name");
    if (name !== undefined) fields[name] = attribute(input, "value") ?? "";
  }
  for (const [select] of form.matchAll(/<select\b[\s\S]*?<\/select>/g)) {
    const options = select.match(/<option\b[^>]*>/g) ?? [];
    const chosen = options.find((option) => option.includes(" selected")) ?? options[0] ?? "";
    fields[attribute(select, "name") ?? ""] = attribute(chosen, "value") ?? "";
  }
  return { action: attribute(form, "action") ?? "", fields, form };
}

function attribute(tag: string, name: string): string | undefined {
  const [, value] = new RegExp(`^<[^>]*?\\s${name}="([^"]*)"`).exec(tag) ?? [];
  return value === undefined ? undefined : decoded(value);
}

/** The text of what has this id, up to the end of the page: enough for one that is looked for in order. */
export function partOf(html: string, id: string): string {
  const [, tag = "", rest = ""] =
    new RegExp(`<(\\w+)[^>]*\\sid="${id}"[^>]*>([\\s\\S]*)`).exec(html) ?? [];
  let depth = 1;
  for (const found of rest.matchAll(new RegExp(`<(/?)${tag}\\b[^>]*>`, "g"))) {
    depth += found[1] === "/" ? -1 : 1;
    if (depth === 0) return textOf(rest.slice(0, found.index));
  }
  throw new Error(`nothing has the id ${id}`);
}

function textOf(html: string): string {
  return decoded(
    html
      .replace(/<(head|title|svg|script)\b[\s\S]*?<\/\1>/g, "")
      .replace(/<\/?(?:a|b|bdi|time)\b[^>]*>/g, "")
      .replace(/<[^>]*>/g, " "),
  )
    .replace(/\s+/g, " ")
    .replace(/ ([.,;:])/g, "$1")
    .trim();
}

const entities: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&amp;": "&",
};

const decoded = (text: string) =>
  text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => entities[entity] ?? entity);
