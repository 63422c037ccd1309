/** The element with an id, where it is there and of that kind. */
export function byId(id: string): HTMLElement | undefined;
export function byId<T extends Element>(id: string, kind: new () => T): T | undefined;
export function byId(id: string, kind: new () => Element = HTMLElement): Element | undefined {
  const found = document.getElementById(id);
  return found instanceof kind ? found : undefined;
}

/** All elements that fit, as an array. */
export function all(selector: string, root: ParentNode = document): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(selector)];
}

/** Writes a text where it differs, without replacing the node that holds it. */
export function setText(element: Element | undefined | null, text: string): void {
  if (!element || element.textContent === text) return;
  const { firstChild } = element;
  if (firstChild instanceof Text && !firstChild.nextSibling) firstChild.data = text;
  else element.textContent = text;
}

/** Parameters of an address; those without a value are to go. */
export type Query = Readonly<Record<string, string | undefined>>;

/** An address with other parameters. */
export function withQuery(address: string, query: Query): URL {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query))
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  return url;
}

/** Changes parameters of the page's address without a step of the history. */
export function replaceQuery(query: Query): void {
  try {
    history.replaceState(null, "", withQuery(location.href, query));
  } catch {
    // Some browsers refuse more than so many a minute; the next one tells.
  }
}

/** Runs what changes texts in place and gives a selection back that it would lose. */
export function keepSelection(change: () => void): void {
  const selection = getSelection();
  const { anchorNode, anchorOffset, focusNode, focusOffset, isCollapsed } = selection ?? {};
  const parents = [anchorNode?.parentNode, focusNode?.parentNode] as const;
  change();
  const anchor = successor(anchorNode, parents[0]);
  const focus = successor(focusNode, parents[1]);
  if (isCollapsed !== false || !anchor || !focus) return;
  if (
    selection?.anchorNode !== anchor ||
    selection.anchorOffset !== anchorOffset ||
    selection.focusNode !== focus ||
    selection.focusOffset !== focusOffset
  )
    selection?.setBaseAndExtent(
      anchor,
      within(anchor, anchorOffset),
      focus,
      within(focus, focusOffset),
    );
}

/** The node, or the text that took its place; undefined: both are gone. */
function successor(node?: Node | null, parent?: Node | null): Node | undefined {
  if (node?.isConnected) return node;
  const { firstChild } = (parent?.isConnected && parent) || {};
  return node instanceof Text && firstChild instanceof Text ? firstChild : undefined;
}

function within(node: Node, offset = 0): number {
  return Math.min(offset, node.nodeValue?.length ?? node.childNodes.length);
}
