import type { MonitorParts } from "../../api/monitor-parts.ts";
import { NotFound } from "../../api/operation.ts";
import { durationText } from "../../client/durations.ts";
import { statusWord } from "../status-words.ts";
import { neededField } from "./form-fields.ts";

/**
 * Looks at a target or probe now. Answers what it found, in a sentence.
 *
 * @throws {TypeError | NotFound}
 */
export async function check({ watches }: MonitorParts, fields: URLSearchParams): Promise<string> {
  const kind = neededField(fields, "kind");
  const name = neededField(fields, "name");
  if (kind !== "target" && kind !== "probe") throw new TypeError("kind: expected target or probe");
  if (!watches.has(kind, name)) throw new NotFound(`there is no ${kind} ${name}`);
  await watches.refresh(kind, name);
  const view = watches.view(kind, name);
  if (!view) throw new NotFound(`${name} is no longer watched`);
  const { status, message, duration_ms: ms } = view;
  const how = message === undefined ? "" : `, ${message}`;
  const took = ms === undefined ? "" : ` (${durationText(ms)})`;
  return `${name}: ${statusWord[status]}${how}${took}.`;
}
