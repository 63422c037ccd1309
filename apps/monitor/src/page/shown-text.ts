/** Where a line is turned around, or letters vanish: what is read would not be what is there. */
const hidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** Halves of letters, such as a cut leaves. */
const halves = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * A text of another program as it can be shown: what can't be seen, or turns the line around, is
 * written out (`\u202e`), and what is too long is cut. Newlines and tabs stay.
 */
export function shownText(text: string, maxCharacters: number): string {
  const cut = text.length > maxCharacters ? `${text.slice(0, maxCharacters - 1)}…` : text;
  return cut
    .replace(halves, "\ufffd")
    .replaceAll("\r\n", "\n")
    .replace(hidden, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
