import { printable } from "./json-text.ts";

/** What is known about a key after its first use. */
export interface Key {
  /** `,"key":`, ready to be followed by a value. */
  readonly text: string;
  /** The same for a field of the line itself: a name that the logger uses is prefixed. */
  readonly fieldText: string;
  /** Whether the key alone says that its value must not be shown. */
  readonly secret: boolean;
}

/** Names that the line's own facts have. A caller's field of that name becomes `fields.<name>`. */
const reserved: ReadonlySet<string> = new Set(["timestamp", "level", "message"]);

/** A bound on what is remembered: keys that a caller makes up must not fill the memory. */
const maxKeys = 1000;

/** Prepares each key once: its text as JSON, and whether it names a secret. */
export class KeyTable {
  readonly #keys = new Map<string, Key>();
  readonly #scrub: (text: string) => string;
  readonly #isSecret: (key: string) => boolean;

  constructor(scrub: (text: string) => string, isSecret: (key: string) => boolean) {
    this.#scrub = scrub;
    this.#isSecret = isSecret;
  }

  get(name: string): Key {
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const text = `,${printable(JSON.stringify(this.#scrub(name)))}:`;
    const key = {
      text,
      fieldText: reserved.has(name) ? `,"fields.${name}":` : text,
      secret: this.#isSecret(name),
    };
    if (this.#keys.size < maxKeys) this.#keys.set(name, key);
    return key;
  }
}
