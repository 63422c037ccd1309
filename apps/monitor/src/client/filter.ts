import { all, byId, replaceQuery, withQuery } from "./elements.ts";

/** What is no problem. */
const fine = ":not([data-st]), [data-st=ok], [data-st=run]";

/**
 * Filters the sheet while one types: hides rows and moves none. The returned function does so for
 * rows that came or changed since. A sheet that is cut is filtered by the server, as its form is sent.
 */
export function startFilter(): () => void {
  const text = byId("q", HTMLInputElement);
  const only = byId("only", HTMLInputElement);
  const sheet = byId("sheet");
  if (!text || !only || !sheet) return () => {};
  // Where rows are left out only the server knows which of them are meant.
  if (sheet.dataset.cut !== undefined) {
    only.addEventListener("change", () => only.form?.requestSubmit());
    return () => {};
  }
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Where `stays`, what was healed under the keyboard's focus is not hidden. */
  function apply(stays: boolean) {
    const query = { q: text?.value.trim(), only: only?.checked ? "problems" : undefined };
    const wanted = query.q?.toLowerCase() ?? "";
    const isOn = wanted !== "" || query.only !== undefined;
    for (const row of all("tbody tr", sheet)) {
      const words = (row.querySelector(".nm") ?? row).textContent?.toLowerCase();
      const isHit = words?.includes(wanted) && !(query.only && row.matches(fine));
      row.hidden = !isHit && !(stays && row.contains(document.activeElement));
    }
    const isEmpty = (part: ParentNode) => isOn && !part.querySelector("tbody tr:not([hidden])");
    for (const table of all("table", sheet)) table.hidden = isEmpty(table);
    const none = byId("none");
    if (none && sheet) none.hidden = !isEmpty(sheet);
    for (const link of all(".seg a[href]"))
      if (link instanceof HTMLAnchorElement) {
        const { pathname, search } = withQuery(link.href, query);
        link.setAttribute("href", `${pathname}${search}`);
      }
    return query;
  }

  function changed(): void {
    const query = apply(false);
    clearTimeout(timer);
    timer = setTimeout(() => replaceQuery(query), 150);
  }

  text.form?.addEventListener("input", changed);
  text.form?.addEventListener("submit", (event) => event.preventDefault());
  byId("clear")?.addEventListener("click", () => {
    text.value = "";
    only.checked = false;
    changed();
    text.focus();
  });
  apply(false);
  return () => void apply(true);
}
