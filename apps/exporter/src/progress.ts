import type { WriteStream } from "node:tty";
import type { ReadPage } from "./read-list.ts";

const barWidth = 20;
/** A terminal that is drawn more often only costs. */
const redrawMs = 100;

/** What a run has done so far, for somebody who waits. */
export interface Progress {
  page(page: ReadPage): void;
  /** Takes the bar away. */
  end(): void;
}

/** A bar for each export, in one line that is overwritten; nothing where nobody looks. */
export function createProgress(
  stream: Pick<WriteStream, "isTTY" | "write"> & { readonly columns?: number },
): Progress {
  if (!stream.isTTY) return { page() {}, end() {} };
  let list: string | undefined;
  let beganMs = 0;
  let kept = 0;
  let drawnMs = -redrawMs;
  return {
    page({ list: name, page, pageCount, rows, isKept }) {
      const now = performance.now();
      if (list !== name) {
        list = name;
        beganMs = now;
        kept = 0;
        drawnMs = -redrawMs;
      }
      if (isKept) kept = page;
      if (now - drawnMs < redrawMs && page < pageCount) return;
      drawnMs = now;
      const share = Math.min(1, pageCount === 0 ? 1 : page / pageCount);
      const done = Math.round(share * barWidth);
      const bar = `${"#".repeat(done)}${"-".repeat(barWidth - done)}`;
      const seconds = (now - beganMs) / 1000;
      const rate = seconds > 0 ? (page - kept) / seconds : 0;
      const rest =
        rate > 0 ? `${rate.toFixed(1)} pages/s, ${clock((pageCount - page) / rate)} left` : "";
      const text = `${name.padEnd(10)} [${bar}] ${page}/${pageCount} pages  ${rows} rows  ${rest}`;
      stream.write(`\r\u001b[K${text.slice(0, Math.max(20, (stream.columns || 80) - 1))}`);
    },
    end() {
      if (list !== undefined) stream.write("\r\u001b[K");
      list = undefined;
    },
  };
}

function clock(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
