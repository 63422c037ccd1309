import { printable } from "./json-text.ts";
import type { Redactor } from "./redactor.ts";

/** Ids that every line gets, for example those of the active trace. */
export type LineContext = () => Readonly<Record<string, string | undefined>> | undefined;

type Ids = Readonly<Record<string, string | undefined>>;

/** The ids of the running scope as JSON. Lines of one scope share the text. */
export class ContextText {
  readonly #context: LineContext;
  readonly #redactor: Redactor;
  #names: string[] = [];
  #ids: string[] = [];
  /** `,"correlation_id":"…"` and so on, ready to be put into a line. */
  text = "";

  constructor(context: LineContext, redactor: Redactor) {
    this.#context = context;
    this.#redactor = redactor;
  }

  /** Asks the context anew. One that throws gives no ids: logging must not break the program. */
  refresh(): void {
    let ids: Ids;
    try {
      ids = this.#context() ?? {};
      if (this.#isCurrent(ids)) return;
    } catch {
      ids = {};
    }
    this.#names = [];
    this.#ids = [];
    this.text = "";
    for (const name in ids) {
      const id = ids[name];
      if (id === undefined) continue;
      this.#names.push(name);
      this.#ids.push(id);
      // An id is asked for by name, by people who search for it: it is never redacted.
      this.text += this.#redactor.key(name).text + idText(id);
    }
  }

  /** Whether the line has an id of this name. */
  has(name: string): boolean {
    return this.#names.includes(name);
  }

  #isCurrent(ids: Ids): boolean {
    let count = 0;
    for (const name in ids) {
      const id = ids[name];
      if (id === undefined) continue;
      if (this.#names[count] !== name || this.#ids[count] !== id) return false;
      count++;
    }
    return count === this.#names.length;
  }
}

const plainId = /^[\w.:/+=@-]*$/;

function idText(id: unknown): string {
  const text = String(id);
  return plainId.test(text) ? `"${text}"` : printable(JSON.stringify(text));
}
