import { durationText } from "../client/durations.ts";

export const Age = ({ ms }: { readonly ms: number }) => <b class="x">{durationText(ms)}</b>;
