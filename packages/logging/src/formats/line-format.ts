import { ecs, type ServiceNames } from "./ecs.ts";
import { logfmt } from "./logfmt.ts";
import { visual } from "./visual.ts";

/** How lines are written. */
export type LogFormat = "json" | "visual" | "text" | "ecs";

/** Turns a JSON line into the line that is written. */
export type LineFormat = (json: string) => string;

export interface FormatOptions {
  readonly colors: boolean;
  readonly service: ServiceNames;
}

export function lineFormat(format: LogFormat, { colors, service }: FormatOptions): LineFormat {
  switch (format) {
    case "json":
      return (json) => json;
    case "visual":
      return (json) => visual(JSON.parse(json), colors);
    case "text":
      return (json) => logfmt(JSON.parse(json));
    case "ecs":
      return (json) => ecs(JSON.parse(json), service);
    default:
      throw new TypeError(`format is "${format}", expected json, visual, text or ecs`);
  }
}
