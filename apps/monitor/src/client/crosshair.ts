import { timeText } from "./ages.ts";
import { byId } from "./elements.ts";

const dayMs = 86_400_000;

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
    // What the sheet shows moves on with the page's own now.
    const nowMs = Number(document.documentElement.dataset.now);
    const { backMs, aheadMs } = sheet.dataset;
    const lengthMs = Number(backMs) + Number(aheadMs);
    const ms = nowMs - Number(backMs) + share * lengthMs;
    hair.style.left = `${clientX - sheet.getBoundingClientRect().left}px`;
    const day = lengthMs > 2 * dayMs ? `${new Date(ms).toUTCString().slice(0, 3)} ` : "";
    label.textContent = `${day}${timeText(ms).slice(0, 5)}`;
  };
  sheet.addEventListener("pointermove", move);
  sheet.addEventListener("pointerleave", () => show(false));
}
