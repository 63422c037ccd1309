import { all, byId, keepSelection, replaceQuery, setText } from "./elements.ts";

const levels = ["debug", "info", "warn", "error", "fatal"];
const maxLines = 2_000;
/** How far from its end a log still counts as read to the end, in pixels. */
const endSlack = 24;
const lines = ":scope > [data-k]";

/**
 * Filters and follows `#log`. It follows only at its end; who has scrolled up stays where they are.
 * The returned function takes the lines of an answer that are not there.
 */
export function startLog(): (answer: Document) => void {
  const log = byId("log");
  const list = log?.querySelector("ol");
  const text = byId("cid", HTMLInputElement);
  const follow = byId("follow", HTMLInputElement);
  if (!log || !list || !text || !follow) return () => {};
  const { form } = text;
  let unseen = 0;

  const level = () => `${(form && new FormData(form).get("level")) ?? ""}`;
  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < endSlack;
  const tell = (count: number) => {
    unseen = count;
    setText(byId("lognew-n"), `${count}`);
    const notice = byId("lognew");
    if (notice) notice.hidden = count === 0;
  };
  const followToEnd = () => {
    if (!follow.checked) return;
    log.scrollTop = log.scrollHeight;
    tell(0);
  };
  const filter = (line: HTMLElement) => {
    const lowest = levels.indexOf(level());
    const isLoud = lowest < 1 || levels.indexOf(line.dataset.l ?? "") >= lowest;
    const wanted = text.value.trim().toLowerCase();
    line.hidden = !isLoud || !line.textContent?.toLowerCase().includes(wanted);
  };
  const apply = () => {
    all(lines, list).forEach(filter);
    followToEnd();
  };
  const changed = () => {
    apply();
    replaceQuery({ level: level().replace("debug", ""), cid: text.value.trim() });
  };

  form?.addEventListener("input", changed);
  form?.addEventListener("submit", (event) => event.preventDefault());
  log.addEventListener("click", (event) => {
    const id = event.target instanceof Element && event.target.closest(".cid");
    if (!id || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    text.value = id.textContent ?? "";
    changed();
  });
  log.addEventListener("scroll", () => {
    follow.checked = atEnd();
    if (follow.checked) tell(0);
  });
  follow.addEventListener("change", followToEnd);
  byId("lognew")?.addEventListener("click", () => {
    follow.checked = true;
    followToEnd();
  });
  new ResizeObserver(followToEnd).observe(log);
  apply();

  return (answer) => {
    // Who has just begun to scroll up may not have been noticed yet.
    follow.checked &&= atEnd();
    const top = log.getBoundingClientRect().top;
    const mark = all(`${lines}:not([hidden])`, list).find(
      (line) => line.getBoundingClientRect().bottom > top,
    );
    const offset = mark?.offsetTop ?? 0;
    const added = mergeLines(list, answer);
    added.forEach(filter);
    keepSelection(() => {
      while (list.childElementCount > maxLines) list.firstElementChild?.remove();
    });
    // That there are no lines.
    for (const empty of all(":scope > :not([data-k])", list))
      empty.hidden = list.childElementCount > 1;
    if (mark?.isConnected) log.scrollTop += mark.offsetTop - offset;
    tell(unseen + added.filter(({ hidden }) => !hidden).length);
    followToEnd();
  };
}

/** Puts lines that are not there where the answer has them. */
function mergeLines(list: HTMLElement, answer: Document): HTMLElement[] {
  const known = new Map(all(lines, list).map((line) => [line.dataset.k, line]));
  const added: HTMLElement[] = [];
  let next: HTMLElement | null = null;
  for (const line of all("#log [data-k]", answer).reverse()) {
    const shown = known.get(line.dataset.k) ?? line;
    if (shown === line) {
      list.insertBefore(line, next);
      added.push(line);
    }
    next = shown;
  }
  return added;
}
