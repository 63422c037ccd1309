import { all, byId, keepSelection } from "./elements.ts";

/** What is used of idiomorph, which is there as a script of its own. */
interface Morphs {
  morph(old: Element, replacement: Element, options: object): unknown;
}

/** Changes an element in place; undefined: the script is not there. */
export const { Idiomorph: morphs } = globalThis as { readonly Idiomorph?: Morphs };

const freshMs = 1_600;
const freshTimers = new WeakMap<Element, ReturnType<typeof setTimeout>>();

/** Changes each part of the page into the one of the answer; of a whole page those that are gone go. */
export function applyAnswer(answer: Document, isWhole: boolean): void {
  const focused = document.activeElement;
  const stay = keepInPlace();
  keepSelection(() => {
    for (const part of topParts(answer)) {
      const shown = document.getElementById(part.id);
      if (!shown) addPart(part);
      else if (!shown.isEqualNode(part)) morphs?.morph(shown, part, { callbacks });
    }
    if (isWhole)
      for (const part of topParts(document)) if (!answer.getElementById(part.id)) part.remove();
  });
  // Else the next Tab would begin at the top of the page.
  if (!focused?.isConnected) byId("main")?.focus({ preventScroll: true });
  stay();
}

/** What somebody reads, as their selection or the focus says, stays where it is in the window. */
function keepInPlace(): () => void {
  const selection = getSelection();
  const selected = selection?.isCollapsed === false ? selection.anchorNode?.parentElement : null;
  const read = selected ?? document.activeElement;
  const { top, bottom } = read?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
  if (!read?.closest("#main :not(#main)") || bottom < 0 || top > innerHeight) return () => {};
  return () => {
    const by = read.isConnected ? read.getBoundingClientRect().top - top : 0;
    if (by !== 0) scrollBy({ top: by, behavior: "instant" });
  };
}

/** Parts inside of another go with it. */
function topParts(root: Document): HTMLElement[] {
  const parts = "[data-part][id]";
  return all(parts, root).filter((part) => !part.parentElement?.closest(parts));
}

/**
 * A new part comes last among those beside which the server put it. What is around it may be new,
 * too, such as the table of a kind of which there was none; that comes where the server has it.
 */
function addPart(part: Element): void {
  let added = part;
  let place = placeOf(part);
  while (!place && added.parentElement) {
    added = added.parentElement;
    place = placeOf(added);
  }
  let before: HTMLElement | undefined;
  if (added !== part)
    for (let next = added.nextElementSibling; next && !before; next = next.nextElementSibling) {
      const shown = byId(next.id);
      if (shown?.parentElement === place) before = shown;
    }
  place?.insertBefore(document.importNode(added, true), before ?? null);
}

function placeOf({ parentElement, localName }: Element): HTMLElement | undefined {
  const beside = all(`:scope > ${localName}[id]`, parentElement ?? undefined)
    .map(({ id }) => byId(id)?.parentElement)
    .find((parent) => parent);
  return beside ?? byId(parentElement?.id ?? "");
}

const callbacks = {
  beforeNodeMorphed(old: Node, replacement: Node): boolean {
    if (!(old instanceof Element)) return true;
    // The parser of an answer takes `noscript` for an element like others.
    if (old.matches("noscript, [data-keep]") || old.isEqualNode(replacement)) return false;
    if (old.matches("[data-value]") && old.textContent !== replacement.textContent) {
      tint(old);
      // Of a text that stays, the browser counts as a shift that it begins elsewhere now.
      if (old.childElementCount === 0 && !getSelection()?.containsNode(old, true))
        old.replaceChildren(replacement.textContent ?? "");
    }
    return true;
  },
  afterNodeMorphed(old: Node): void {
    if (old instanceof Element && freshTimers.has(old)) old.classList.add("fresh");
  },
  /** What the reader has opened, hidden, typed or chosen stays. */
  beforeAttributeUpdated(name: string, element: Element): boolean {
    const isReaders = element.matches("input:not([type=hidden]), textarea, option")
      ? /^(value|checked|selected|hidden)$/
      : /^(open|hidden)$/;
    return !isReaders.test(name);
  },
};

/** Once; a value that changes again meanwhile stays tinted, it does not flash. */
function tint(element: Element): void {
  clearTimeout(freshTimers.get(element));
  const end = () => {
    freshTimers.delete(element);
    element.classList.remove("fresh");
  };
  freshTimers.set(element, setTimeout(end, freshMs));
}
