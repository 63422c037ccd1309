import { printable } from "./json-text.ts";
import type { Redactor } from "./redactor.ts";

/** Ids that every line gets, for example those of the active trace. */
export type LineContext = () => Readonly<Record<string, string | undefined>> | undefined;

type Ids = Readonly<Record<string, string | undefined>>;

/** The ids of one scope. Never changed: a line may log another one while it is made. */
export interface LineIds {
  readonly names: readonly string[];
  readonly ids: readonly string[];
  /** `,"correlation_id":"…"` and so on, ready to be put into a line. */
  readonly text: string;
}

const noIds: LineIds = { names: [], ids: [], text: "" };

/** The ids of the running scope as JSON. Lines of one scope share the text. */
export class ContextText {
  readonly #context: LineContext;
  readonly #redactor: Redactor;
  #last = noIds;

  constructor(context: LineContext, redactor: Redactor) {
    this.#context = context;
    this.#redactor = redactor;
  }

  /** Asks the context anew. One that throws gives no ids: logging must not break the program. */
  current(): LineIds {
    try {
      const ids = this.#context() ?? {};
      if (!this.#isLast(ids)) this.#last = this.#lineIds(ids);
    } catch {
      this.#last = noIds;
    }
    return this.#last;
  }

  #lineIds(ids: Ids): LineIds {
    const names: string[] = [];
    const values: string[] = [];
    let text = "";
    for (const name in ids) {
      const id = ids[name];
      if (id === undefined) continue;
      // An id is searched for by those who have it from elsewhere: it is never redacted.
      text += this.#redactor.key(name).fieldText + idText(id);
      names.push(name);
      values.push(id);
    }
    return { names, ids: values, text };
  }

  #isLast(ids: Ids): boolean {
    const last = this.#last;
    let count = 0;
    for (const name in ids) {
      const id = ids[name];
      if (id === undefined) continue;
      if (last.names[count] !== name || last.ids[count] !== id) return false;
      count++;
    }
    return count === last.names.length;
  }
}

const plainId = /^[\w.:/+=@-]*$/;

function idText(id: unknown): string {
  const text = String(id);
  return plainId.test(text) ? `"${text}"` : printable(JSON.stringify(text));
}
