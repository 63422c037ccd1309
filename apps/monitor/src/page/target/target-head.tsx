import type { Target } from "../../targets/target.ts";
import type { WatchView } from "../../watch/watches.ts";
import type { PageContext } from "../page-context.ts";
import { Pill } from "../shell/marks.tsx";
import { shownText } from "../shown-text.ts";
import { statusWord, toneOf } from "../status-words.ts";
import { Age, Moment } from "../time.tsx";
import { TargetForms } from "./target-forms.tsx";

/** What a target is called, how it is and why, and what can be done about it. */
export const TargetHead = ({
  context,
  view,
  target,
}: {
  readonly context: PageContext;
  readonly view: WatchView;
  readonly target: Target;
}) => {
  const { nowMs, links } = context;
  const sinceMs = Date.parse(view.since);
  const dashboard = links.dashboardUrl(view.name);
  return (
    <>
      <nav class="crumb" aria-label="Breadcrumb">
        <a href="/">Overview</a> <span aria-hidden="true">/</span> Targets
      </nav>
      <header class="th">
        <div id="target-state" data-part>
          <div class="th-t">
            <h1>
              <bdi>{shownText(view.name, 300)}</bdi>
            </h1>
            <Pill tone={toneOf[view.status]} word={statusWord[view.status]} />
          </div>
          <p class="th-w">
            {view.message !== undefined && sentence(shownText(view.message, 2_000))}
            {view.last_checked === undefined ? (
              "It was not looked at yet."
            ) : (
              <>
                {`${statusWord[view.status]} since `}
                <Moment ms={sinceMs} nowMs={nowMs} exact /> (<Age ms={sinceMs} nowMs={nowMs} />
                ).
              </>
            )}
          </p>
        </div>
        <div class="acts">
          {dashboard !== undefined && (
            <a class="btn" href={dashboard} rel="noreferrer">
              Dashboard
            </a>
          )}
          <TargetForms context={context} target={target} />
        </div>
      </header>
    </>
  );
};

const sentence = (text: string) => (/[.!?…]$/.test(text) ? `${text} ` : `${text}. `);
