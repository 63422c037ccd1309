import { updateAges } from "./ages.ts";
import { announce, announceChanges } from "./announce.ts";
import { startCharts } from "./charts.ts";
import { createConnectionBanner } from "./connection-banner.ts";
import { startCrosshair } from "./crosshair.ts";
import { byId, keepSelection } from "./elements.ts";
import { startFilter } from "./filter.ts";
import { startKeys } from "./keys.ts";
import { createLive } from "./live.ts";
import { startLog } from "./log.ts";
import { applyAnswer, morphs } from "./morph.ts";
import { createRefresh } from "./refresh.ts";
import { startTheme } from "./theme.ts";
import { startTraces } from "./traces.ts";

const root = document.documentElement;
root.classList.add("has-js");
startKeys(startTheme());
startCrosshair();
startCharts();
startTraces();
const filterRows = startFilter();
const mergeLog = startLog();
const main = byId("main");
// A page that names no subjects shows nothing that changes.
if (morphs && main?.dataset.on !== undefined) startLive(main);
if (morphs && main?.dataset.every !== undefined) startSeldom();

/** Fetches a page that may hear nothing now and then; its own "As of" says how old it is. */
function startSeldom(): void {
  const refresh = createRefresh({
    onAnswer({ page }) {
      updateAges(page);
      applyAnswer(page, true);
      announceChanges();
    },
    onFailure: () => {},
  });
  setInterval(() => refresh.everything(false), Number(root.dataset.refreshMs) || 60_000);
  setInterval(() => updateAges(document), 1_000);
}

/** Keeps the page true, and says so where it can't. */
function startLive(main: HTMLElement): void {
  let wholeAtMs = performance.now();
  const refresh = createRefresh({
    onAnswer({ page, isWhole, nowMs }) {
      // What differs by its age alone has not changed.
      updateAges(page);
      updateShownAges();
      applyAnswer(page, isWhole);
      mergeLog(page);
      filterRows();
      root.dataset.now = `${nowMs}`;
      main.dataset.on = page.getElementById("main")?.dataset.on ?? "[]";
      announceChanges();
      if (isWhole) wholeAtMs = performance.now();
      banner.answered(nowMs, page.title);
      document.dispatchEvent(new Event("ettl:refreshed"));
    },
    onFailure: (status) => banner.failed(status),
  });
  const banner = createConnectionBanner({
    shownMs: Number(root.dataset.now),
    attempt(isConnected, isUrgent) {
      if (!isConnected) live.connect();
      refresh.everything(isUrgent);
    },
    announce,
  });
  const live = createLive({
    onMessage(message) {
      if (message.type !== "hello") return refresh.heard(message);
      banner.greeted();
      // Nobody knows what happened between the page, or the last message, and this one.
      refresh.everything(true);
    },
    onLost: banner.lost,
  });

  const updateShownAges = () => keepSelection(() => updateAges(document));
  const look = () => {
    banner.look();
    if (document.visibilityState === "hidden") return;
    updateShownAges();
    if (performance.now() - wholeAtMs < (Number(root.dataset.refreshMs) || 60_000)) return;
    wholeAtMs = performance.now();
    refresh.everything(false);
  };
  const comeBack = () => {
    look();
    if (document.visibilityState !== "hidden") banner.retry();
  };
  document.addEventListener("visibilitychange", comeBack);
  addEventListener("pageshow", ({ persisted }) => persisted && comeBack());
  addEventListener("online", comeBack);
  addEventListener("offline", () => live.lose());
  setInterval(look, 1_000);
  look();
  live.connect();
}
