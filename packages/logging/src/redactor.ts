import { types } from "node:util";
import { printable } from "./json-text.ts";
import { valueText } from "./json-value.ts";
import { type Key, KeyTable } from "./key-table.ts";
import type { RedactionKind } from "./redaction/kinds.ts";
import { scanFor } from "./redaction/scrub.ts";
import { createSecretKeys } from "./redaction/secret-key.ts";
import { needsEscape, suspicion } from "./redaction/suspicion.ts";

/** What is kept out of lines. */
export interface RedactOptions {
  /**
   * Further names of keys whose values are never shown, beside those of passwords, tokens and the
   * like. Words are compared, in any case and spelling: `customer_number` is also `customerNumber`.
   *
   * @default []
   */
  readonly keys?: readonly string[];
  /**
   * What is looked for in texts, whatever their key. An empty list looks for nothing.
   *
   * @default every kind but `ip`
   */
  readonly values?: readonly RedactionKind[];
}

// One string may fill no more than this of a line. What is looked for is longer than a margin only
// where it is no secret any more.
const maxCharacters = 256 * 1024;
const margin = 16 * 1024;

/** Turns texts into JSON strings without what must not be shown. */
export class Redactor {
  readonly #scrub: (text: string) => string;
  readonly #keys: KeyTable;

  constructor(options: RedactOptions | false) {
    const { keys, values } = options === false ? { keys: [], values: [] } : options;
    this.#scrub = scanFor(values === undefined ? {} : { kinds: values });
    this.#keys = new KeyTable(
      this.#scrub,
      options === false ? () => false : createSecretKeys(keys ?? []),
    );
  }

  key(name: string): Key {
    return this.#keys.get(name);
  }

  /** A string as JSON. Most are short, plain and free of suspicion: these need no further call. */
  text(text: string): string {
    const found = suspicion(text);
    return found === 0 ? `"${text}"` : this.#carefully(text, found);
  }

  /** A value as it stands inside a message, where it is redacted with the whole message. */
  shown(value: unknown): string {
    if (typeof value === "string") return value;
    if (types.isNativeError(value)) return `${value.name}: ${value.message}`;
    if (typeof value === "function") return `[function ${value.name}]`;
    if (typeof value !== "object" || value === null) return String(value);
    return valueText(this, value, this.key("")) ?? "";
  }

  /** A text as it may be shown anywhere, not in a line only. */
  plain(text: string): string {
    if (text.length <= maxCharacters) return this.#scrub(text);
    const head = this.#scrub(text.slice(0, maxCharacters + margin)).slice(0, maxCharacters);
    return `${head}… [${text.length - maxCharacters} more characters]`;
  }

  #carefully(text: string, found: number): string {
    let shown = text;
    if (text.length > maxCharacters) shown = this.plain(text);
    else if (found !== needsEscape) {
      shown = this.#scrub(text);
      if (shown === text && (found & needsEscape) === 0) return `"${text}"`;
    }
    return printable(JSON.stringify(shown));
  }
}

/**
 * Takes out of texts what the logger keeps out of its lines: for places that are not logged, such
 * as the spans of failed operations. A text longer than 256 Ki characters is cut there.
 *
 * @param options As those of the logger; false changes nothing but the length.
 */
export function textRedactor(options: RedactOptions | false = {}): (text: string) => string {
  const redactor = new Redactor(options === false ? { values: [] } : options);
  return (text) => redactor.plain(text);
}
