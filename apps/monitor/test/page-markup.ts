/** A row of the sheet. */
export interface Row {
  readonly subject: string;
  readonly status: string;
  readonly value: string;
}

/** What the page shows. */
export interface PageState {
  rows: Row[];
  firing: number;
  theme: string;
  /** Rows that are not shown, for there are too many. */
  leftOut?: number;
  refreshMs: number;
  log: { readonly key: string; readonly level: string; readonly text: string }[];
}

const iso = (ms: number) => new Date(ms).toISOString();
const checked = (isIt: boolean) => (isIt ? " checked" : "");

/** A page as the contract of the script has it; `only` those rows. */
export function pageMarkup(
  { rows, firing, theme, refreshMs, log, leftOut = 0 }: PageState,
  nowMs: number,
  {
    only,
    query,
  }: { readonly only: readonly string[] | undefined; readonly query: URLSearchParams },
): string {
  const shown = rows.filter(({ subject }) => !only || only.includes(subject));
  const title = firing > 0 ? `(${firing}) Overview` : "Overview";
  const firingText = firing === 1 ? "1 alert is firing" : `${firing} alerts are firing`;
  const next = { auto: "light", light: "dark" }[theme] ?? "auto";
  return `<!doctype html>
<html lang="en" data-theme="${theme}" data-now="${nowMs}" data-refresh-ms="${refreshMs}" data-page="overview">
<head><meta charset="utf-8"><title>${title}</title><link rel="icon" href="/assets/favicon.svg"><link rel="stylesheet" href="/assets/style.css">
<script defer src="/assets/idiomorph.js"></script><script type="module" src="/assets/client/main.js"></script></head>
<body>
<p class="live is-still" id="live"><span class="lv-dot"></span><span class="lv-t">As of ${iso(nowMs).slice(11, 19)}</span> <span class="lv-age" aria-hidden="true"></span></p>
<form method="post" action="/theme"><button id="theme" name="theme" value="${next}" aria-label="Theme: ${theme === "auto" ? "automatic" : theme}">T</button></form>
<button id="help">?</button>
<div class="offline" id="offline" hidden><p></p><button type="button">Try now</button></div>
<main id="main" tabindex="-1" data-on='["target","heartbeat backup","alerts"]'>
<section id="lede" data-part><h1 id="h1" data-announce>${firingText}</h1><details id="more"><summary>More</summary><input id="reason" name="reason"><select id="hours"><option>1</option><option>2</option></select><p>Written ${nowMs}</p></details><noscript><button>Apply</button></noscript></section>
<form method="get"><input type="search" name="q" id="q" value="${query.get("q") ?? ""}"><input type="checkbox" name="only" value="problems" id="only"${checked(query.get("only") === "problems")}><nav class="seg"><a href="/?range=6h">6h</a></nav></form>
<div id="sheet" data-back-ms="3600000" data-ahead-ms="225000"><table><tbody id="rows">${shown.map(rowMarkup(nowMs)).join("")}</tbody></table><p id="none" hidden>Nothing matches. <button type="button" id="clear">Clear</button></p>${leftOut > 0 && !only ? `<p id="left-out" data-part>${leftOut} are left out</p>` : ""}<div class="hair" id="hair"><span></span></div></div>
<form method="get">${["debug", "info", "warn", "error"].map((level) => `<label><input type="radio" name="level" value="${level}"${checked(level === (query.get("level") ?? "debug"))}>${level}</label>`).join("")}<input type="search" name="cid" id="cid" value="${query.get("cid") ?? ""}"><input type="checkbox" id="follow" checked></form>
<div class="log" id="log" data-keep tabindex="0"><ol>${log.map(({ key, level, text }) => `<li data-k="${key}" data-l="${level}"><span>${text}</span> <a class="cid" href="?cid=run-${key}#logs">run-${key}</a></li>`).join("")}</ol></div>
<p id="lognew" hidden><button type="button">Show <span id="lognew-n">0</span> new lines</button></p>
</main>
<p id="announce" aria-live="polite"></p>
<dialog id="keys"><label><input type="checkbox" id="keys-on" checked>Single keys</label><form method="dialog"><button id="close-keys">Close</button></form></dialog>
</body></html>`;
}

function rowMarkup(nowMs: number) {
  return ({ subject, status, value }: Row) => {
    const name = subject.split(" ")[1];
    return `<tr id="row-${subject.replace(" ", "-")}" data-part data-subject="${subject}" data-st="${status}"><th class="nm"><a class="rl" href="/${name}">${name}</a> <span class="why">is ${status}</span></th><td><svg class="strip" width="300" height="20"></svg></td><td data-value>${value}</td><td><time datetime="${iso(nowMs - 5_000)}" data-ago>5 s ago</time></td><td><time datetime="${iso(nowMs - 7_200_000)}" data-age>2 h 00 min</time></td><td><time datetime="${iso(nowMs + 60_500)}" data-until>in 1 min</time></td></tr>`;
  };
}
