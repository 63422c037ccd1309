import type { Child } from "hono/jsx";
import { ownProcess } from "../actions/target-answers.ts";
import type { PageContext } from "../page-context.ts";
import { targetAddress } from "../sheet/target-rows.tsx";
import { shownText } from "../shown-text.ts";
import { recordOf } from "../target/json-record.ts";
import { linkOf } from "./addresses.ts";
import type { AlertDetail } from "./alert-detail.ts";
import { severityOf } from "./firing.ts";
import { type PlainEntry, textOf } from "./plain-entry.ts";

interface AlertFactsOptions {
  readonly context: PageContext;
  readonly alert: AlertDetail;
}

const mostCharacters = 8_000;

/** What an alert says beside its message, and where to read on. */
export const AlertFacts = ({ context, alert }: AlertFactsOptions) => {
  const { entry, metadata } = alert;
  const labels = Object.entries(recordOf(entry.labels) ?? {});
  const evidence = evidenceOf(context, alert);
  return (
    <dl class="kv wide">
      <Fact name="Level">{severityOf(alert.level).severity}</Fact>
      <Fact name="From" isCode>
        {shownText(textOf(entry, "source"), 300)}
      </Fact>
      {labels.length > 0 && (
        <Fact name="Labels" isCode>
          {labelsText(labels)}
        </Fact>
      )}
      {metadata !== undefined && (
        <Fact name="Metadata">
          <pre tabindex={0}>
            <code>{shownText(JSON.stringify(metadata, null, 2), mostCharacters)}</code>
          </pre>
        </Fact>
      )}
      {evidence.length > 0 && (
        <Fact name="Evidence">
          {evidence.map((one, index) => (
            <>
              {index > 0 && ", "}
              {one}
            </>
          ))}
        </Fact>
      )}
    </dl>
  );
};

function labelsText(labels: readonly (readonly [string, unknown])[]): string {
  const texts = labels.map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return shownText(texts.join(" "), mostCharacters);
}

const Fact = ({
  name,
  isCode,
  children,
}: {
  readonly name: string;
  readonly isCode?: boolean;
  readonly children?: Child;
}) => (
  <div>
    <dt>{name}</dt>
    <dd class={isCode ? "mono" : undefined}>{children}</dd>
  </div>
);

/** Its trace, its log lines, and the addresses that its program gave it. */
function evidenceOf({ links, parts }: PageContext, { process, entry }: AlertDetail): Child[] {
  const traceId = textOf(entry, "trace_id");
  const correlationId = textOf(entry, "correlation_id");
  const target = process === ownProcess ? undefined : parts.targets.get(process);
  const evidence: Child[] = [];
  if (traceId !== "") {
    const text = `trace ${traceId.slice(0, 8)}`;
    const elsewhere = linkOf(links.traceUrl(traceId));
    if (target !== undefined)
      evidence.push(
        <a href={`${targetAddress(process)}?${new URLSearchParams({ trace: traceId })}`}>{text}</a>,
      );
    else if (elsewhere !== undefined) evidence.push(<Elsewhere href={elsewhere}>{text}</Elsewhere>);
    else evidence.push(text);
  }
  if (correlationId !== "" && target !== undefined)
    evidence.push(
      <a
        href={`${targetAddress(process)}?${new URLSearchParams({ cid: correlationId })}#logs`}
      >{`log lines of ${shownText(correlationId, 100)}`}</a>,
    );
  const given = (entry.links ?? {}) as PlainEntry;
  for (const name of ["trace", "dashboard", "runbook"]) {
    const href = linkOf(given[name]);
    if (href !== undefined)
      evidence.push(
        <Elsewhere href={href}>{name === "trace" ? "trace elsewhere" : name}</Elsewhere>,
      );
  }
  return evidence;
}

/** A link to another site, which does not learn where it was. */
const Elsewhere = ({ href, children }: { readonly href: string; readonly children?: Child }) => (
  <a href={href} rel="noreferrer">
    {children}
  </a>
);
