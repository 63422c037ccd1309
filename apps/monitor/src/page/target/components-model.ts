import { durationText } from "../../client/durations.ts";
import { statusWords } from "../../targets/target-status.ts";
import { shownText } from "../shown-text.ts";
import { statusWord, type Tone, toneOf, worstFirst } from "../status-words.ts";
import { type JsonRecord, recordOf, recordsOf, textOf, timeOf } from "./json-record.ts";

/** One component of a target's health, as the target tells it. */
export interface ComponentView {
  readonly name: string;
  readonly tone: Tone;
  readonly word: string;
  readonly message: string;
  /** How long its check took; undefined: it did not say. */
  readonly took: string | undefined;
  readonly lastCheckedMs: number | undefined;
  /** Names and values of its details. */
  readonly details: readonly (readonly [string, string])[];
}

const mostComponents = 200;
const mostDetails = 40;
/** No check takes a day. */
const longestMs = 86_400_000;

/** The components that a target's status names, the worst first. */
export function componentsOf(status: JsonRecord | undefined): ComponentView[] {
  const components = recordsOf(recordOf(status?.health)?.components);
  return worstFirst(components.flatMap((one) => componentOf(one) ?? [])).slice(0, mostComponents);
}

function componentOf(component: JsonRecord): ComponentView | undefined {
  const name = textOf(component.name);
  const status = statusWords.find((word) => word === component.status);
  if (name === undefined || status === undefined) return undefined;
  const lastCheckedMs = timeOf(component.last_checked);
  const tookMs = component.duration_ms;
  return {
    name: shownText(name, 200),
    tone: toneOf[status],
    word: statusWord[status],
    message: shownText(textOf(component.message) ?? "", 1_000),
    took: typeof tookMs === "number" && tookMs < longestMs ? tookText(tookMs) : undefined,
    lastCheckedMs: Number.isNaN(lastCheckedMs) ? undefined : lastCheckedMs,
    details: Object.entries(recordOf(component.details) ?? {})
      .slice(0, mostDetails)
      .map(([key, value]) => [shownText(key, 100).replaceAll("_", " "), detailText(value)]),
  };
}

/** A few milliseconds with a digit behind the point, for most checks take no more. */
function tookText(ms: number): string {
  return ms > 0 && ms < 10 ? `${ms.toFixed(1)} ms` : durationText(ms);
}

function detailText(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return shownText(text, 2_000);
}
