import { all, byId, setText } from "./elements.ts";

let former = texts();

function texts(): readonly string[] {
  return all("[data-announce]").map(({ textContent }) => textContent ?? "");
}

/** Has screen readers say a text in their own time. */
export function announce(text: string): void {
  setText(byId("announce"), text);
}

/** Has them say what is another in `[data-announce]`. */
export function announceChanges(): void {
  const now = texts();
  const changed = now.filter((text) => !former.includes(text));
  former = now;
  if (changed.length > 0) announce(changed.join(" "));
}
