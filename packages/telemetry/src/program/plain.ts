/** Characters that a terminal acts upon, or that hide what a text says. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A text from a file, safe for a terminal: what can't be seen is written as an escape. */
export function plain(text: string): string {
  return text.replace(unseen, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
