import type { Target } from "../../targets/target.ts";
import type { PageContext } from "../page-context.ts";
import { Icon } from "../shell/icons.tsx";
import { backTo } from "../shell/layout.tsx";

const durations = [
  [60, "1 hour"],
  [240, "4 hours"],
  [1_440, "1 day"],
  [10_080, "7 days"],
] as const;

/** Looks at a target now, and keeps its alerts quiet; disabled, with the reason, where one may not. */
export const TargetForms = ({
  context,
  target,
}: {
  readonly context: PageContext;
  readonly target: Target;
}) => {
  const { name, token } = target.config;
  const mayNot = whyNot(context);
  const mayNotSilence =
    mayNot ??
    (token === undefined
      ? "The target's token is not configured, so nothing can be passed on to it."
      : undefined);
  return (
    <>
      <form method="post" action="/actions/check">
        <input type="hidden" name="kind" value="target" />
        <input type="hidden" name="name" value={name} />
        <input type="hidden" name="back" value={backTo(context)} />
        <button type="submit" class="btn" disabled={mayNot !== undefined} title={mayNot}>
          Check now
        </button>
      </form>
      <details class="pop" id="silence">
        <summary class="btn">
          <Icon name="mute" />
          Silence
        </summary>
        <form class="card" method="post" action="/actions/silence" aria-label="Silence">
          <h2>Silence all alerts that it raises</h2>
          {mayNotSilence !== undefined && <p id="may-not-silence">{mayNotSilence}</p>}
          <input type="hidden" name="process" value={name} />
          <input type="hidden" name="back" value={backTo(context)} />
          <label>
            For
            <select name="duration_minutes" disabled={mayNotSilence !== undefined}>
              {durations.map(([minutes, words]) => (
                <option value={minutes}>{words}</option>
              ))}
            </select>
          </label>
          <label>
            Reason, shown to everyone
            <input
              name="reason"
              required
              maxlength={500}
              autocomplete="off"
              disabled={mayNotSilence !== undefined}
            />
          </label>
          <button type="submit" class="btn pri" disabled={mayNotSilence !== undefined}>
            Silence
          </button>
        </form>
      </details>
      {mayNot !== undefined && (
        <p class="may-not" id="may-not">
          {mayNot} {context.hasLogin && <a href={loginAddress(context)}>Log in</a>}
        </p>
      )}
    </>
  );
};

/** Why who asks may change nothing; undefined: they may. */
function whyNot({ scope, hasLogin, isLoggedIn }: PageContext): string | undefined {
  if (scope === "operate") return undefined;
  if (!hasLogin) return "Without monitoring.auth_token in the configuration nobody may operate.";
  return isLoggedIn ? "Your token may read only." : "To operate, log in with the token that may.";
}

function loginAddress(context: PageContext): string {
  return `/login?next=${encodeURIComponent(backTo(context))}`;
}
