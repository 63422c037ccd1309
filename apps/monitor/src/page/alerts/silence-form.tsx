import { ownProcess } from "../actions/target-answers.ts";
import type { PageContext } from "../page-context.ts";
import { idOf } from "../sheet/subject.ts";
import { Icon } from "../shell/icons.tsx";
import { backTo } from "../shell/layout.tsx";
import { canOperate, NeedsOperate } from "../shell/needs-operate.tsx";

interface SilenceFormOptions {
  readonly context: PageContext;
  /** A target's name, or `monitor`. */
  readonly process: string;
  /** Of one alert; undefined: all alerts of the process. */
  readonly fingerprint?: string | undefined;
  /** `Silence this alert`. */
  readonly title: string;
}

const durations = [
  { minutes: 60, text: "1 hour" },
  { minutes: 240, text: "4 hours" },
  { minutes: 1_440, text: "1 day" },
  { minutes: 10_080, text: "7 days" },
] as const;

/** Whether silences and tests can be passed on to a process: to a target only with its token. */
function canBeTold({ parts }: PageContext, process: string): boolean {
  return process === ownProcess || parts.targets.get(process)?.config.token !== undefined;
}

/** A button that opens the form of a silence, or says why there is none. */
export const SilenceForm = ({ context, process, fingerprint, title }: SilenceFormOptions) => (
  <details class="pop" id={idOf("silence", `${process} ${fingerprint ?? ""}`)}>
    <summary class="btn">
      <Icon name="mute" />
      Silence
    </summary>
    {canOperate(context) && canBeTold(context, process) ? (
      <form class="card" method="post" action="/actions/silence">
        <input type="hidden" name="process" value={process} />
        {fingerprint !== undefined && (
          <input type="hidden" name="fingerprint" value={fingerprint} />
        )}
        <input type="hidden" name="back" value={backTo(context)} />
        <h3>{title}</h3>
        <label>
          For{" "}
          <select name="duration_minutes">
            {durations.map(({ minutes, text }) => (
              <option value={minutes}>{text}</option>
            ))}
          </select>
        </label>
        <label>
          Reason, shown to everyone
          <input name="reason" required maxlength={500} />
        </label>
        <label>
          Your name, if you like
          <input name="created_by" maxlength={200} autocomplete="name" />
        </label>
        <button type="submit" class="btn pri">
          Silence
        </button>
      </form>
    ) : (
      <div class="card">
        <h3>{title}</h3>
        {canOperate(context) ? <ReadOnly process={process} /> : <NeedsOperate context={context} />}
      </div>
    )}
  </details>
);

/** Why a target can't be told anything. */
const ReadOnly = ({ process }: { readonly process: string }) => (
  <p class="needs">
    <Icon name="unknown" />
    <span>{`${process} is read-only here: give the monitor its token to silence and to test its alerts from here.`}</span>
  </p>
);
