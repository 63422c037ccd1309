import { Ago } from "../time.tsx";
import type { FiringAlert } from "./firing.ts";

/** Says of an alert whose target does not answer how old it is that it fires; else nothing. */
export const AsTold = ({
  alert: { toldAtMs },
  nowMs,
}: {
  readonly alert: Pick<FiringAlert, "toldAtMs">;
  readonly nowMs: number;
}) =>
  toldAtMs === undefined ? null : (
    <span class="q">
      {" (as it was told "}
      <Ago ms={toldAtMs} nowMs={nowMs} />)
    </span>
  );
