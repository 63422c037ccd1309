/**
 * Keeps the trace that is shown while newer ones come: it becomes a part of the page's address, as
 * if it had been chosen. Else the waterfall would become another one while somebody reads it.
 */
export function startTraces(): void {
  const keep = () => {
    const shown = document.getElementById("waterfall")?.dataset.trace;
    const url = new URL(location.href);
    if (shown === undefined || url.searchParams.has("trace")) return;
    url.searchParams.set("trace", shown);
    history.replaceState(history.state, "", url);
  };
  document.addEventListener("ettl:refreshed", keep);
  keep();
}
