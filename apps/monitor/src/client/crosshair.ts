import { timeText } from "./ages.ts";
import { byId } from "./elements.ts";

/** One line with its time across every strip, under the pointer. */
export function startCrosshair(): void {
  const sheet = byId("sheet");
  const hair = byId("hair");
  const label = hair?.querySelector("span");
  if (!sheet || !hair || !label) return;
  const show = (isShown: boolean) => {
    hair.style.visibility = isShown ? "visible" : "hidden";
  };
  const move = ({ clientX, pointerType }: PointerEvent) => {
    const strip = sheet.querySelector("tbody tr:not([hidden]) .strip");
    if (!strip || pointerType === "touch") return;
    const { left, width } = strip.getBoundingClientRect();
    const share = (clientX - left) / width;
    const isShown = share >= 0 && share <= 1;
    show(isShown);
    if (!isShown) return;
    // A day, and 90 minutes of what is expected, unless the sheet says otherwise.
    const nowMs = Number(document.documentElement.dataset.now);
    const { from = nowMs - 86_400_000, to = nowMs + 5_400_000 } = sheet.dataset;
    hair.style.left = `${clientX - sheet.getBoundingClientRect().left}px`;
    label.textContent = timeText(Number(from) + share * (Number(to) - Number(from))).slice(0, 5);
  };
  sheet.addEventListener("pointermove", move);
  sheet.addEventListener("pointerleave", () => show(false));
}
