import type { Target } from "../../targets/target.ts";
import { type PageContext, queryOf } from "../page-context.ts";
import { type Asked, askForPage } from "./asked.ts";
import { type LogLevel, type LogLine, linesWith, logLevels, logLines } from "./log-lines.ts";

/** What is chosen of a log. */
export interface LogFilter {
  readonly level: LogLevel;
  readonly text: string | undefined;
}

/** The end of a target's log. */
export interface LogModel {
  readonly filter: LogFilter;
  readonly lines: Asked<readonly LogLine[]>;
  /** How many of all its lines carry one of these ids. */
  readonly linesWith: (ids: readonly (string | undefined)[]) => number;
}

const mostLines = 500;

/** Asks a target for its log. All of it, for it is joined with traces, too. */
export async function logModel(context: PageContext, target: Target): Promise<LogModel> {
  const filter = filterOf(context);
  const asked = await askForPage(target, "/telemetry/logs");
  if ("problem" in asked) return { filter, lines: asked, linesWith: () => 0 };
  return {
    filter,
    lines: { told: logLines(asked.told, { ...filter, limit: mostLines }) },
    linesWith: (ids) => linesWith(asked.told, ids),
  };
}

function filterOf(context: PageContext): LogFilter {
  const word = queryOf(context, "level");
  return {
    level: logLevels.find((level) => level === word) ?? "debug",
    text: queryOf(context, "cid"),
  };
}
