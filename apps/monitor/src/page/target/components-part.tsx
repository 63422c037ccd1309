import type { Target } from "../../targets/target.ts";
import { idOf } from "../sheet/subject.ts";
import { Mark } from "../shell/marks.tsx";
import { statusWord } from "../status-words.ts";
import { Ago } from "../time.tsx";
import type { ComponentView } from "./components-model.ts";

/** The parts of a target's health, the worst first; the worst that is not well is open. */
export const ComponentsPart = ({
  components,
  target: { status, statusAtMs, isStatusCurrent },
  nowMs,
}: {
  readonly components: readonly ComponentView[];
  readonly target: Target;
  readonly nowMs: number;
}) => (
  <section aria-labelledby="c-h" id="components" data-part>
    <div class="sh">
      <h2 id="c-h">Health components</h2>
      {components.length > 0 && (
        <span class="note">
          {noteOf(components)}
          {!isStatusCurrent && statusAtMs !== undefined && (
            <>
              , as it was told <Ago ms={statusAtMs} nowMs={nowMs} />
            </>
          )}
        </span>
      )}
    </div>
    {components.length === 0 ? (
      <div class="empty">
        <p>
          <b>No components are known.</b>
        </p>
        <p>
          {status !== undefined
            ? "The target tells its status without its components: its health.details is never."
            : "The target's /telemetry/status did not answer. Only whether it is ready is known."}
        </p>
      </div>
    ) : (
      <ul class="comps">
        {components.map((component, index) => (
          <Component
            component={component}
            nowMs={nowMs}
            isOpen={index === 0 && component.tone !== "ok"}
          />
        ))}
      </ul>
    )}
  </section>
);

const Component = ({
  component,
  nowMs,
  isOpen,
}: {
  readonly component: ComponentView;
  readonly nowMs: number;
  readonly isOpen: boolean;
}) => {
  const { name, tone, word, message, took, lastCheckedMs, details } = component;
  return (
    <li id={idOf("li", name)}>
      <details id={idOf("component", name)} open={isOpen}>
        <summary>
          <Mark tone={tone} word={word} />
          <span class="cn mono" title={name}>
            {name}
          </span>
          <span class="cm" title={message}>
            {message}
          </span>
          <span class="cl8 n">{took}</span>
        </summary>
        <dl class="kv">
          {details.map(([key, value]) => (
            <div>
              <dt>{key}</dt>
              <dd class="mono">{value}</dd>
            </div>
          ))}
          {message !== "" && (
            <div>
              <dt>message</dt>
              <dd>{message}</dd>
            </div>
          )}
          <div>
            <dt>last checked</dt>
            <dd>
              {lastCheckedMs === undefined ? "never" : <Ago ms={lastCheckedMs} nowMs={nowMs} />}
            </dd>
          </div>
        </dl>
      </details>
    </li>
  );
};

const words = [
  ["unhealthy", "bad"],
  ["degraded", "warn"],
  ["unknown", "unknown"],
] as const;

/** `1 of 4 degraded`. */
function noteOf(components: readonly ComponentView[]): string {
  const of = words.flatMap(([status, tone]) => {
    const count = components.filter((one) => one.tone === tone).length;
    return count === 0 ? [] : `${count} ${statusWord[status].toLowerCase()}`;
  });
  return of.length === 0
    ? `all ${components.length} healthy`
    : `${of.join(", ")} of ${components.length}`;
}
