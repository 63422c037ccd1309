import { type PageContext, type PageView, queryOf } from "../page-context.ts";
import { LeftOut } from "../sheet/left-out.tsx";
import { ProbeRows } from "../sheet/probe-rows.tsx";
import { SheetTable } from "../sheet/sheet.tsx";
import { Ranges } from "../shell/ranges.tsx";
import { counted, statusWord } from "../status-words.ts";
import { GridDrawing } from "../strip/axis.tsx";
import { timeAxis } from "../strip/time-axis.ts";
import { Certificates } from "./certificates.tsx";
import { ProbeDetail } from "./probe-detail.tsx";
import { type ProbesModel, probesModel } from "./probes-model.ts";

/** Whether addresses answer, how fast, and how long their certificates last. */
export async function probesPage(context: PageContext): Promise<PageView> {
  const axis = timeAxis(context.range, context.nowMs);
  const model = await probesModel(context, axis);
  const { count, rows, certificates, chosen } = model;
  return {
    page: "probes",
    title: chosen === undefined ? "Probes" : `${chosen.row.view.name}, probe`,
    subjects: ["probe", "alerts"],
    body: (
      <>
        <header class="ph">
          <div id="probes-head" data-part>
            <h1>Probes</h1>
            <p class="sub">{summary(model)}</p>
          </div>
          <Ranges context={context} />
        </header>
        {count === 0 ? (
          <Nothing />
        ) : (
          <>
            <div
              class="sheet"
              id="sheet"
              data-back-ms={axis.nowMs - axis.fromMs}
              data-ahead-ms={axis.toMs - axis.nowMs}
            >
              <GridDrawing axis={axis} />
              <SheetTable
                id="p-h"
                title="Addresses"
                note={`${count - unwellOf(model)} of ${count} healthy`}
                columns={["Latency p95", "Certificate", "Up", "Since"]}
                axis={axis}
                rangeText={context.range.text}
              >
                <ProbeRows
                  context={context}
                  axis={axis}
                  rows={rows}
                  current={queryOf(context, "probe")}
                />
              </SheetTable>
              <div class="hair js" id="hair" aria-hidden="true">
                <span />
              </div>
            </div>
            <LeftOut context={context} count={model.leftOut} />
            {chosen !== undefined && <ProbeDetail context={context} detail={chosen} />}
            <Certificates context={context} certificates={certificates} />
          </>
        )}
      </>
    ),
  };
}

const unwellOf = ({ unwell }: ProbesModel) =>
  Object.values(unwell).reduce((sum, count) => sum + count, 0);

/** `1 of 5 is unhealthy, 1 degraded. 1 certificate expires within 14 days.` */
function summary(model: ProbesModel): string {
  const { count, unwell, endingSoon } = model;
  if (count === 0) return "No address is looked at.";
  const words = (["unhealthy", "degraded", "unknown"] as const).flatMap((status) => {
    const number = unwell[status];
    return number === undefined ? [] : [{ number, word: statusWord[status].toLowerCase() }];
  });
  const [first, ...rest] = words;
  const states =
    first === undefined
      ? `All ${count} are healthy.`
      : `${first.number} of ${count} ${first.number === 1 ? "is" : "are"} ${first.word}${rest.map(({ number, word }) => `, ${number} ${word}`).join("")}.`;
  const certificates =
    endingSoon === 0
      ? ""
      : ` ${counted(endingSoon, "certificate expires", "certificates expire")} within 14 days.`;
  return `${states}${certificates}`;
}

const Nothing = () => (
  <div class="empty" id="none-yet">
    <p>
      <b>No probe is configured yet.</b>
    </p>
    <p>Add one to ettl.toml, and send the monitor a SIGHUP:</p>
    <pre tabindex={0}>
      <code>{'[[probes]]\nname = "website"\ntype = "http"\nurl = "https://example.org/"\n'}</code>
    </pre>
  </div>
);
