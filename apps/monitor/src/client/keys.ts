import { all, byId } from "./elements.ts";

const storageKey = "ettl-keys";
const places: Readonly<Record<string, string>> = {
  o: "/",
  j: "/jobs",
  p: "/probes",
  a: "/alerts",
};
/** How long `g` waits for the second key, in milliseconds. */
const chordMs = 1_200;

/** Single keys, which `#keys-on` turns off: `/`, `j`, `k`, `g` and a letter, `f`, `t`, `?`. */
export function startKeys(nextTheme: () => void): void {
  const dialog = byId("keys", HTMLDialogElement);
  const isOn = byId("keys-on", HTMLInputElement);
  const open = () => {
    if (!dialog?.open) dialog?.showModal();
  };
  byId("help")?.addEventListener("click", open);
  if (isOn) {
    isOn.checked = stored() !== "off";
    isOn.addEventListener("change", () => stored(isOn.checked ? "on" : "off"));
  }

  const actions: Readonly<Record<string, () => void>> = {
    "/": () => (byId("q") ?? byId("cid"))?.focus(),
    "?": open,
    t: nextTheme,
    f: () => byId("follow")?.click(),
    j: () => step(1),
    k: () => step(-1),
  };
  let chordAtMs = -chordMs;
  addEventListener("keydown", (event) => {
    const { key, target, timeStamp } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement)) return;
    if (target.closest("input, select, textarea")) {
      if (key === "Escape" && !dialog?.open) target.blur();
      return;
    }
    if (isOn?.checked === false || document.querySelector("dialog[open]")) return;
    const place = timeStamp - chordAtMs < chordMs && places[key];
    chordAtMs = key === "g" ? timeStamp : -chordMs;
    const action = actions[key];
    if (place) location.assign(place);
    else if (action) {
      event.preventDefault();
      action();
    }
  });
}

/** Goes to the row after or before the one in focus. */
function step(by: number): void {
  const rows = all(".rl, .al a").filter(({ offsetParent }) => offsetParent);
  const index = rows.findIndex((row) => row.matches(":focus")) + by;
  rows[Math.max(0, Math.min(rows.length - 1, index))]?.focus();
}

/** Reads what was stored, or stores it until the page is left where nothing else may be. */
function stored(value?: string): string | null {
  try {
    if (value) localStorage.setItem(storageKey, value);
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
