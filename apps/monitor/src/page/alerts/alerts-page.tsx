import type { PageContext, PageView } from "../page-context.ts";
import { Moment } from "../time.tsx";
import { AlertArticle } from "./alert-article.tsx";
import { FiringList, SilencedList } from "./alert-lists.tsx";
import { type AlertsModel, alertsModel } from "./alerts-model.ts";
import { ChannelList } from "./channel-list.tsx";
import { HistoryList } from "./history-list.tsx";

/** What fires, whether it was delivered, what is kept quiet, and what was. */
export async function alertsPage(context: PageContext): Promise<PageView> {
  const model = await alertsModel(context);
  const { loud, silenced, silences, channels, chosen } = model;
  return {
    page: "alerts",
    title: "Alerts",
    subjects: ["alerts"],
    body: (
      <>
        <Head context={context} model={model} />
        <ChannelList context={context} channels={channels} />
        <div class="md">
          <div class="md-l">
            <FiringList context={context} alerts={loud} chosen={chosen} />
            <SilencedList context={context} alerts={silenced} chosen={chosen} silences={silences} />
            <HistoryList context={context} model={model} />
          </div>
          {chosen === undefined ? (
            <NothingChosen model={model} />
          ) : (
            <AlertArticle context={context} alert={chosen} channels={channels} />
          )}
        </div>
      </>
    ),
  };
}

const Head = ({
  context: { nowMs },
  model,
}: {
  readonly context: PageContext;
  readonly model: AlertsModel;
}) => {
  const { loud, silenced, resolvedLastDay, channels } = model;
  const firing = loud.length === 0 ? "Nothing is firing" : `${loud.length} firing`;
  return (
    <header class="ph" id="alerts-head" data-part>
      <div>
        <h1 id="h1" data-announce>
          {silenced.length === 0 ? firing : `${firing}, ${silenced.length} silenced`}
        </h1>
        <p class="sub">
          {`${resolvedLastDay} resolved in the last 24 hours.`}
          {channels
            .filter(({ state }) => state === "failing")
            .slice(0, 3)
            .map(({ name, process, lastDeliveredAtMs, delivered }) => (
              <>
                {" "}
                <bdi>{isNameTwice(name, channels) ? `${name} of ${process}` : name}</bdi>{" "}
                {lastDeliveredAtMs !== undefined ? (
                  <>
                    has not delivered since <Moment ms={lastDeliveredAtMs} nowMs={nowMs} />.
                  </>
                ) : delivered === 0 ? (
                  "has not delivered yet."
                ) : (
                  "does not deliver now."
                )}
              </>
            ))}
        </p>
      </div>
    </header>
  );
};

const isNameTwice = (name: string, channels: AlertsModel["channels"]) =>
  channels.filter((one) => one.name === name).length > 1;

const NothingChosen = ({ model }: { readonly model: AlertsModel }) => (
  <article class="md-r" aria-labelledby="d-h" id="detail" data-part>
    <header class="dh">
      <div>
        <h2 id="d-h">{model.isMissing ? "This alert is no longer known" : "Nothing is firing"}</h2>
        <p class="sub">
          {model.isMissing
            ? "It is over, and older than what is kept of the history."
            : model.episodes.length > 0
              ? "Choose one of the history to see what it said and who was told."
              : "Here is shown what an alert says, and who was told of it."}
        </p>
      </div>
    </header>
  </article>
);
